# Sourced by the scripts of this Job: the way to Temporal's store.
set -eu
umask 077

superuser=/run/secrets/superuser
role=/run/secrets/store
export CASSANDRA_HOST="$STORE_HOSTS" CASSANDRA_PORT=9142
export CASSANDRA_ENABLE_TLS=true CASSANDRA_TLS_SERVER_NAME="$STORE_SERVER_NAME"
export CASSANDRA_TLS_CA=/run/store-tls/ca.crt CASSANDRA_TLS_CERT=/run/store-tls/tls.crt CASSANDRA_TLS_KEY=/run/store-tls/tls.key

as_superuser() {
  CASSANDRA_USER="$(cat $superuser/username)" CASSANDRA_PASSWORD="$(cat $superuser/password)"
  export CASSANDRA_USER CASSANDRA_PASSWORD
}

# Runs the statements on standard input. The tool logs each of them, so no line that holds a password may get out. It takes
# every `if` for one of PL/pgSQL and looks for its `end if`: statements carry one in a comment.
cql() {
  cat > /tmp/statements.cql
  failed=0
  temporal-cassandra-tool -k system setup-schema --disable-versioning --schema-file /tmp/statements.cql 2> /tmp/cql.log || failed=$?
  grep -vF -f $superuser/password -f $role/password /tmp/cql.log >&2 || true
  rm /tmp/statements.cql /tmp/cql.log
  return $failed
}
