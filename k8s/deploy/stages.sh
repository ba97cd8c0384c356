# The stages of a deployment, in order, with the seconds that each may take. PATIENCE multiplies them, for slow registries.

stages=(
  preflight:60 image:300 namespaces:60 operators:600 certificates:180 secrets:120 databases:900 temporal-schema:600 temporal:600
  temporal-namespace:180 migrations:300 services:600 edge:300 extras:60 smoke:120
)

cmd_deploy() {
  local entry number=0
  known_patience
  use_confirmed_context
  known_stage "${UNTIL:-smoke}"
  for entry in "${stages[@]}"; do
    number=$((number + 1))
    run_stage "$number" "${entry%:*}" "${entry#*:}"
    [[ ${entry%:*} != "${UNTIL:-}" ]] || { say "stopped after $UNTIL, as asked; make deploy goes on"; return; }
  done
  summary
}

run_stage() {
  local began=$SECONDS limit=$(($3 * ${PATIENCE:-1}))
  stage=$2 deadline=$((SECONDS + limit))
  printf '[%2d/%d] %s (at most %d s)\n' "$1" "${#stages[@]}" "$stage" "$limit"
  "stage_${stage//-/_}"
  note "done after $((SECONDS - began)) s, $SECONDS s in all"
  stage=
}

known_patience() {
  [[ ${PATIENCE:-1} =~ ^([1-9][0-9]?|100)$ ]] || fail "PATIENCE=$PATIENCE: it must be a whole number from 1 to 100"
}

known_stage() {
  local entry
  for entry in "${stages[@]}"; do [[ ${entry%:*} != "$1" ]] || return 0; done
  fail "UNTIL=$1 is no stage: ${stages[*]%:*}"
}

# Seconds that this stage still has, at least one.
left() { printf '%d' $((deadline > SECONDS ? deadline - SECONDS : 1)); }

stage_namespaces() {
  render_stages
  apply_stage namespaces
  remember
  apply_stage policies
}

stage_certificates() {
  await_webhooks certificates
  apply_stage certificates
  wait_conditions certificates ClusterIssuer Ready
  wait_conditions certificates Certificate Ready
  publish_ca
}

# Temporal's store is a ScyllaCluster, or Cassandra in a StatefulSet.
stage_databases() {
  local cassandra
  cassandra=$(objects databases StatefulSet)
  [[ ! $cassandra ]] || copy_store_superuser
  ! rendered_has ScyllaCluster || scylla_superuser_config
  await_webhooks databases
  apply_stage databases
  wait_conditions databases Cluster Ready
  wait_applied databases DatabaseRole
  wait_applied databases Database
  wait_conditions databases ScyllaCluster Available Progressing=False Degraded=False
  wait_rollouts databases
  ! rendered_has ScyllaCluster || copy_scylla_tls
}

stage_temporal_schema() { run_jobs temporal-schema; }
stage_migrations() { run_jobs migrations; }
stage_temporal_namespace() { run_jobs temporal-namespace; }
stage_extras() { apply_stage extras; }

stage_temporal() {
  apply_stage temporal
  wait_rollouts temporal
}

stage_services() {
  apply_stage services
  wait_rollouts services
}

stage_edge() {
  apply_stage edge
  wait_conditions edge Gateway Programmed
}
