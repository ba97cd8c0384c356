# Looking without changing anything.

cmd_diff() {
  local entry status=0 code
  use_context
  recall
  warn_of_overlay
  render_stages
  for entry in policies "${stages[@]}"; do
    [[ -f $(stage_file "${entry%:*}") ]] || continue
    code=0
    kubectl diff "${server_side[@]}" -f "$(stage_file "${entry%:*}")" || code=$?
    ((code <= status)) || status=$code
  done
  ((status > 0)) || say "the cluster is what the overlay says"
  ((status <= 1)) || fail "some of it could not be compared; what is not there yet can not"
}

warn_of_overlay() {
  local objection
  objection=$(overlay_objection)
  [[ ! $objection ]] || warn "$objection"
}

cmd_status() {
  local namespace
  use_context
  section Deployed get configmap -n flock "$DEPLOYED" --ignore-not-found \
    -o 'jsonpath=from the overlay {.data.overlay}; operators that are not from here: {.data.have} {.data.operators}{"\n"}'
  for namespace in cert-manager cnpg-system scylla-operator; do section "Operators in $namespace" get deployments -n "$namespace"; done
  section Databases get clusters.postgresql.cnpg.io -A
  store_status
  section Temporal get deployments,jobs -n temporal
  section Flock get deployments,jobs,horizontalpodautoscalers -n flock
  section Pods get pods -A -l app.kubernetes.io/part-of=flock
  urls
}

# ScyllaDB in a namespace of its own, or Cassandra in Temporal's.
store_status() {
  if [[ $(kubectl get scyllaclusters.scylla.scylladb.com -n scylla -o name 2>/dev/null) ]]; then
    section "Temporal's store" get scyllaclusters.scylla.scylladb.com,statefulsets -n scylla
  else
    section "Temporal's store" get statefulsets -n temporal
  fi
}

section() {
  say "--- $1"
  kubectl "${@:2}" 2>&1 || true
}

# The last lines of one service or of all; FOLLOW=1 goes on.
cmd_logs() {
  local selector=app.kubernetes.io/part-of=flock
  use_context
  [[ ! ${SERVICE:-} ]] || selector=app.kubernetes.io/name=$SERVICE
  kubectl logs -n "${NAMESPACE:-flock}" -l "$selector" --all-containers --prefix --tail="${LINES_EACH:-100}" --max-log-requests=50 ${FOLLOW:+--follow}
}

summary() {
  say
  say "Flock runs in context $CONTEXT after $SECONDS s."
  urls
  say "next: make status, make logs SERVICE=orchestrator, make smoke; docs/deploy.md says the rest"
}

urls() {
  local host name
  host=$(kubectl get httproutes.gateway.networking.k8s.io -n flock -o 'jsonpath={.items[0].spec.hostnames[0]}' 2>/dev/null) || true
  say "--- URLs"
  [[ ! $host ]] || say "public           https://$host"
  for name in "${services[@]}"; do
    printf '%-16s https://%s.flock.svc:%s   here: kubectl port-forward -n flock service/%s %s\n' "${name%:*}" "${name%:*}" "${name#*:}" "${name%:*}" "${name#*:}"
  done
  say "temporal-web     kubectl port-forward -n temporal service/temporal-web 8080"
  say "their authority  kubectl get configmap -n flock flock-ca -o 'jsonpath={.data.ca\\.crt}'"
}
