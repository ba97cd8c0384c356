# Pods read their secrets and certificates when they start.

cmd_restart() {
  local service
  use_confirmed_context
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

# Puts the version before the last one back. Databases stay as they are: a service accepts a newer one.
cmd_rollback() {
  local service
  use_confirmed_context
  deadline=$((SECONDS + 900)) stage=rollback
  for service in "${services[@]%:*}"; do
    kubectl rollout undo -n flock "deployment/$service" | indented
    wait_rollout flock "deployment/$service"
  done
  stage=
  say "the services run what they ran before; make deploy brings the newer version back"
}
