# A role of a database has one password, so there is one step, `use`. Connections that are open live on; new ones fail from the
# moment at which CloudNativePG has set the password until the service has restarted with it.

rotate_password() {
  local database secret role version password
  [[ $2 == use ]] || fail "$1 has one value at a time: its only step is use"
  database=${1%%_*} database=${database,,}
  if [[ $1 == *_OWNER ]]; then secret=$database-db-owner role=${database}_owner; else secret=$database-db-runtime role=${database}_app; fi
  password=$(new_token)
  version=$(kubectl get secret -n flock "$secret" -o 'jsonpath={.metadata.resourceVersion}')
  patch_secret flock "$secret" "$version" '{}' "\"password\":\"$password\",\"url\":\"$(database_url "$database" "$role" "$password")\""
  if [[ $1 == *_RUNTIME ]]; then
    version=$(kubectl get secret -n flock "$secret" -o 'jsonpath={.metadata.resourceVersion}')
    note "waiting until CloudNativePG has set the password"
    wait_for flock "databaseroles.postgresql.cnpg.io/$database-app" "jsonpath={.status.secretResourceVersion}=$version"
    restart "$database-service"
  fi
  say "$1: use is done"
}
