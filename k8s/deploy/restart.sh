# Pods read their secrets and certificates when they start.

cmd_restart() {
  local service
  use_confirmed_cluster
  deadline=$((SECONDS + 900)) stage=restart
  (($# > 0)) || set -- "${services[@]%:*}"
  for service in "$@"; do restart "$service"; done
  stage=
}

# kubectl notes the second of a restart, and refuses a second restart within it.
restart() {
  local answer
  until answer=$(kubectl rollout restart -n flock "deployment/$1" 2>&1); do
    [[ $answer == *"within the past second"* ]] || fail "$answer"
    sleep 1
  done
  wait_rollout flock "deployment/$1"
}
