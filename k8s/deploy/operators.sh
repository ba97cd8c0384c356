# The operators that Flock stands on, each from one pinned file whose SHA-256 is known. A cluster may have some already:
# HAVE=cert-manager,gateway-api leaves those alone, OPERATORS=installed leaves all alone.

SUMS=${SUMS:-$k8s/bootstrap/SHA256SUMS}

stage_operators() {
  local name version crd deployments url file
  while read -r name version crd deployments url <&4; do
    if have "$name"; then note "$name is the cluster's own"; continue; fi
    file=$(bootstrap_file "$name" "$version" "$url")
    note "$name $version"
    pinned "$name" "$version" <"$file" >"$work/$name.yaml"
    apply "$work/$name.yaml" | tail -n 1
    wait_for default "crd/$crd" condition=Established
    wait_deployments "$deployments"
  done 4< <(operators)
}

# The lines of k8s/bootstrap/operators that this overlay needs: it has objects of their group.
operators() {
  sed -n 's|^apiVersion: \(.*\)/.*|\1|p' "$work/rendered.yaml" | sort -u |
    awk 'NR == FNR { used[$1] = 1; next } /^[a-z]/ { group = $3; sub(/^[^.]*\./, "", group); if (group in used) print }' - "$k8s/bootstrap/operators"
}

have() { [[ ${OPERATORS:-} == installed || ",${HAVE:-}," == *",$1,"* ]]; }

# Who has written a CRD, by the names of field managers; nothing when it is not there.
managers_of() { kubectl get crd "$1" --ignore-not-found --show-managed-fields -o 'jsonpath={.metadata.managedFields[*].manager}'; }

is_ours() { [[ " $1 " == *' flock '* ]]; }

wait_deployments() {
  local deployment
  [[ $1 != - ]] || return 0
  for deployment in ${1//,/ }; do wait_rollout "${deployment%/*}" "deployment/${deployment#*/}"; done
}

# The operator of ScyllaDB names its image by a tag that moves, and by the same one in a variable that must equal it.
pinned() {
  if [[ $1 == scylla-operator ]]; then sed "s|\(scylladb/scylla-operator\):${2%.*}\$|\1:$2|"; else cat; fi
}
