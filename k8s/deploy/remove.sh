# Taking Flock away: undeploy keeps all data and secrets, destroy keeps nothing.

removable=(extras edge services migrations temporal-namespace temporal temporal-schema)

cmd_undeploy() {
  use_confirmed_cluster
  take_away
  say "databases, secrets and operators are still there: make deploy brings Flock back with all its data"
}

take_away() {
  local name
  deadline=$((SECONDS + 600)) stage=undeploy
  render_stages
  for name in "${removable[@]}"; do delete_stage "$name"; done
  kubectl delete jobs -n flock -l flock-stage=migrations --ignore-not-found | indented
  stage=
}

cmd_destroy() {
  [[ ${DATA:-} == yes ]] && confirmed ||
    fail "destroy deletes every account for good: repeat with DATA=yes CONFIRM=1, or use make undeploy, which keeps the data"
  use_confirmed_cluster
  render_stages
  prepare_operators
  take_away
  deadline=$((SECONDS + 900)) stage=destroy
  # What has a finalizer must go while its operator lives.
  delete_stage databases
  delete_stage policies
  delete_stage namespaces
  delete_stage certificates
  kubectl delete secrets -n cert-manager flock-ca temporal-ca --ignore-not-found | indented
  delete_operators
  stage=
  say "Flock and its data are gone"
}

delete_stage() {
  [[ -f $(stage_file "$1") ]] || return 0
  known_only "$(stage_file "$1")" >"$work/delete.yaml"
  kubectl delete --ignore-not-found --wait --timeout="$(left)s" -f "$work/delete.yaml" 2>&1 | indented
}

# kubectl refuses a whole file for one kind that the cluster does not know (any more); such objects are gone already.
known_only() {
  local kinds
  kinds=$(kubectl api-resources --no-headers | awk '{ print $NF }' | sort -u | tr '\n' ' ')
  awk -v kinds=" $kinds" '
    function put() { if (index(kinds, " " kind " ")) printf "---\n%s", text; text = kind = "" }
    $0 == "---" { put(); next }
    /^kind: / { kind = $2 }
    { text = text $0 "\n" }
    END { put() }' "$1"
}

# Before anything is deleted: a file that can not be had afterwards would leave half of it.
prepare_operators() {
  local name version url file _
  own_operators >"$work/own-operators"
  while read -r name version _ _ url <&4; do
    file=$(bootstrap_file "$name" "$version" "$url") ||
      fail "nothing was deleted; OPERATORS=installed leaves the operators where they are, and needs no file of theirs"
    pinned "$name" "$version" <"$file" >"$work/$name.yaml"
  done 4<"$work/own-operators"
}

# The lines of those that deploy.sh has installed, last first.
own_operators() {
  local line name crd managers _
  while read -r line <&4; do
    read -r name _ crd _ <<<"$line"
    ! have "$name" || continue
    managers=$(managers_of "$crd")
    if is_ours "$managers"; then printf '%s\n' "$line"
    elif [[ $managers ]]; then note "$name stays, it is not from here" >&2; fi
  done 4< <(operators | tac)
}

# An operator with objects left, of somebody else's, stays: its CRDs would take them along.
delete_operators() {
  local name others _
  while read -r name _ <&4; do
    others=$(objects_left "$work/$name.yaml")
    if [[ $others ]]; then note "$name stays, somebody uses it: $others"; continue; fi
    kubectl delete --ignore-not-found --wait --timeout="$(left)s" -f "$work/$name.yaml" 2>&1 | tail -n 1 | indented
  done 4<"$work/own-operators"
}

# Objects of the CRDs in a file that are not part of the operator itself.
objects_left() {
  local crd
  awk '/^kind: / { crd = ($2 == "CustomResourceDefinition") } crd && /^  name: / { print $2; crd = 0 }' "$1" | while read -r crd; do
    kubectl get "$crd" -A --ignore-not-found -o 'jsonpath={range .items[*]}{.kind}/{.metadata.namespace}/{.metadata.name}{"\n"}{end}' 2>/dev/null || true
  done | grep -v -e /scylla-operator/ -e /cnpg-system/ -e ScyllaOperatorConfig// | head -5 | tr '\n' ' ' || true
}
