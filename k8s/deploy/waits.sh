# Waits end on what an object says of itself, and leave in `watched` which object did not say it.

watched=

wait_for() {
  local namespace=$1 object=$2 what=$3
  watched="$namespace $object"
  kubectl wait -n "$namespace" "$object" --for="$what" --timeout="$(left)s" >/dev/null
  watched=
}

# wait_conditions STAGE KIND CONDITION...: each condition is Name or Name=Value.
wait_conditions() {
  local stage=$1 kind=$2 condition namespace name _
  shift 2
  while read -r _ namespace name <&3; do
    note "$(full_name "$kind") $name: waiting until $*"
    for condition in "$@"; do wait_for "${namespace/#-/default}" "$(full_name "$kind")/$name" "condition=$condition"; done
  done 3< <(objects "$stage" "$kind")
}

wait_applied() {
  local namespace name _
  while read -r _ namespace name <&3; do
    note "$2 $name: waiting until it is applied"
    wait_for "$namespace" "$(full_name "$2")/$name" 'jsonpath={.status.applied}=true'
  done 3< <(objects "$1" "$2")
}

wait_rollouts() {
  local kind namespace name
  for kind in Deployment StatefulSet; do
    while read -r _ namespace name <&3; do wait_rollout "$namespace" "${kind,,}/$name"; done 3< <(objects "$1" "$kind")
  done
}

wait_rollout() {
  watched="$1 $2"
  note "$2: waiting for its pods"
  kubectl rollout status -n "$1" "$2" --timeout="$(left)s" >/dev/null
  watched=
}

# Several operators may call a kind Cluster, so kinds that are not Kubernetes' own are named with their group.
full_name() {
  case $1 in
    Cluster | Database | DatabaseRole) printf '%ss.postgresql.cnpg.io' "${1,,}" ;;
    ScyllaCluster) printf 'scyllaclusters.scylla.scylladb.com' ;;
    Certificate | ClusterIssuer) printf '%ss.cert-manager.io' "${1,,}" ;;
    Gateway) printf 'gateways.gateway.networking.k8s.io' ;;
    *) printf '%s' "${1,,}" ;;
  esac
}
