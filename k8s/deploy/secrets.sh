# Every secret of the system, made when it is absent and never overwritten.

stage_secrets() {
  local database
  read_made
  service_secrets
  for database in $(databases); do
    database_login "$database" "$database-db-owner" "${database}_owner"
    database_login "$database" "$database-db-runtime" "${database}_app"
  done
  login temporal temporal-visibility-db-owner temporal
  login temporal temporal-store temporal
  login scylla scylla-superuser flock_superuser
  note_made
  backup_secret
}

service_secrets() {
  local key service
  open_secret flock orchestrator-secrets
  once CODEC_KEYS new_key k1
  once SERVICE_CREDENTIAL new_credential k1
  close_secret
  open_secret flock operator-credential
  once OPERATOR_CREDENTIAL new_credential k1
  close_secret
  open_secret flock auth-service-secrets
  for key in PASSWORD_PEPPERS SEALING_KEYS KEY_ENCRYPTION_KEYS; do once "$key" new_key k1; done
  derived ACCEPTED_CREDENTIALS accepted_callers orchestrator operator
  close_secret
  open_secret flock orchestrator-secrets
  derived ACCEPTED_CREDENTIALS accepted_callers orchestrator operator
  close_secret
  # The operator has nothing to do with the others.
  for service in "${services[@]%:*}"; do
    open_secret flock "$service-secrets"
    derived ACCEPTED_CREDENTIALS accepted_callers orchestrator
    close_secret
  done
}

database_login() {
  open_secret flock "$2" kubernetes.io/basic-auth
  once password new_token
  derived username printf '%s' "$3"
  derived url url_of "$1" "$3"
  close_secret
}

url_of() {
  local password
  password=$(value password)
  database_url "$1" "$2" "$password"
}

login() {
  open_secret "$1" "$2" kubernetes.io/basic-auth
  once password new_token
  derived username printf '%s' "$3"
  close_secret
}

# Object stores are nobody's to guess: their keys come from the operator, before the first database.
backup_secret() {
  local key
  rendered_has ObjectStore || return 0
  key=$(secret_value flock backup-credentials ACCESS_SECRET_KEY)
  [[ $key ]] || fail "backups need the keys of your object store: kubectl create secret generic backup-credentials -n flock --from-file=ACCESS_KEY_ID=FILE --from-file=ACCESS_SECRET_KEY=FILE"
}

# The authority of the services, for whoever calls them from outside the pods: the gateway, and the operator.
publish_ca() {
  kubectl get secret -n flock orchestrator-tls -o 'go-template={"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"flock","name":"flock-ca"},"data":{"ca.crt":{{index .data "ca.crt" | base64decode | printf "%q"}}}}' |
    kubectl apply "${server_side[@]}" -f - | indented
}
