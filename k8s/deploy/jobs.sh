# Jobs that do one thing once per version. All of them may run again, so one that failed is made anew.

run_jobs() {
  local namespace name _
  if [[ ! -f $(stage_file "$1") ]]; then
    note "the overlay has nothing for $1"
    return
  fi
  while read -r _ namespace name <&3; do
    [[ $(job_state "$namespace" "$name") != Failed ]] || delete_job "$namespace" "$name"
  done 3< <(objects "$1" Job)
  apply_jobs "$1"
  while read -r _ namespace name <&3; do wait_job "$namespace" "$name"; done 3< <(objects "$1" Job)
}

# A Job's template can not be changed. One that has ended holds nothing, so it gives way; one that runs is left to its end.
apply_jobs() {
  local answer namespace name _
  answer=$(kubectl apply "${server_side[@]}" --dry-run=server -f "$(stage_file "$1")" 2>&1) || {
    [[ $answer == *"field is immutable"* ]] || { warn "$answer"; return 1; }
    while read -r _ namespace name <&3; do
      [[ -z $(job_state "$namespace" "$name") ]] || { wait_job "$namespace" "$name"; delete_job "$namespace" "$name"; }
    done 3< <(objects "$1" Job)
  }
  apply_stage "$1"
}

# Complete, Failed, Running, or nothing when there is none.
job_state() {
  local state
  state=$(kubectl get job -n "$1" "$2" --ignore-not-found \
    -o 'jsonpath={.metadata.name} {range .status.conditions[?(@.status=="True")]}{.type} {end}')
  case $state in
    *' Complete '*) printf Complete ;;
    *' Failed '*) printf Failed ;;
    ?*) printf Running ;;
  esac
}

wait_job() {
  local state
  watched="$1 job/$2"
  note "job $2: waiting until it is complete"
  until state=$(job_state "$1" "$2") && [[ $state == Complete ]]; do
    [[ $state != Failed ]] || fail "job $2 has failed"
    ((SECONDS < deadline)) || fail "job $2 is not complete in time"
    sleep 2
  done
  watched=
}

delete_job() {
  note "job $2: made anew, because its template can not be changed or it has failed"
  kubectl delete job -n "$1" "$2" --wait --timeout="$(left)s" >/dev/null
}
