# The end of every command: what was started is stopped, what was written is removed, and a failed stage explains itself.

stage=

finish() {
  local status=$1
  trap - EXIT
  set +e
  stop_forwards
  if [[ $status != 0 && $stage ]]; then explain_failure "$status" >&2; fi
  rm -rf "$work"
  exit "$status"
}

explain_failure() {
  say "stage $stage failed after $SECONDS s"
  # shellcheck disable=SC2086
  if [[ $watched && $1 -lt 128 ]]; then show_object $watched; fi
  say "To go on when the cause is gone: the same command again. It repeats what failed and changes nothing that is done."
  if ((SECONDS >= deadline)); then say "The time was up. PATIENCE=3 makes every stage wait three times as long."; fi
}

show_object() {
  local namespace=$1 object=$2 pod
  say "--- $object in $namespace"
  kubectl get -n "$namespace" "$object" -o wide
  show_events "$namespace" "${object#*/}"
  while read -r pod <&3; do
    show_events "$namespace" "$pod"
    say "--- last 30 log lines of pod $pod"
    kubectl logs -n "$namespace" "$pod" --all-containers --prefix --tail=30
  done 3< <(pods_of "$namespace" "$object" | head -3)
}

show_events() {
  say "--- events of $2"
  kubectl get events -n "$1" --field-selector "involvedObject.name=$2" --sort-by=.lastTimestamp \
    -o custom-columns=TIME:.lastTimestamp,TYPE:.type,REASON:.reason,MESSAGE:.message | tail -n 15
}

# Pods that are not ready come first: they are why nothing goes on.
pods_of() {
  kubectl get pods -n "$1" -l "$(pods_selector "$1" "$2")" \
    -o 'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status} {.metadata.name}{"\n"}{end}' | sort | sed 's/.* //'
}

pods_selector() {
  local name=${2#*/}
  case $2 in
    job/*) printf 'batch.kubernetes.io/job-name=%s' "$name" ;;
    clusters.postgresql*) printf 'cnpg.io/cluster=%s' "$name" ;;
    scyllaclusters*) printf 'scylla/cluster=%s' "$name" ;;
    *) kubectl get -n "$1" "$2" -o 'go-template={{range $k, $v := .spec.selector.matchLabels}}{{$k}}={{$v}},{{end}}' | sed 's/,$//' ;;
  esac
}
