# The superuser of Temporal's store. Its name and password are in Secret scylla/scylla-superuser.

# ScyllaDB is told by a hash, in ConfigMap scylla/scylladb-config. It reads it once, when the first member starts on empty disks,
# so what is there stays. The hash goes through pipes: the arguments of a program are for all to see.
scylla_superuser_config() {
  local username hash
  copy_store_superuser
  [[ ! $(kubectl get configmap -n scylla scylladb-config --ignore-not-found -o name) ]] || return 0
  username=$(secret_value scylla scylla-superuser username)
  hash=$(secret_value scylla scylla-superuser password | openssl passwd -6 -stdin)
  scylla_yaml "$username" "$hash" |
    kubectl create configmap -n scylla scylladb-config --from-file=scylla.yaml=/dev/stdin >/dev/null
}

# No user of a name and password that stand in every manual, and nothing for somebody who has not said who he is.
scylla_yaml() {
  printf "authenticator: PasswordAuthenticator\nauthorizer: CassandraAuthorizer\n"
  printf "auth_superuser_name: '%s'\nauth_superuser_salted_password: '%s'\n" "$1" "$2"
}

# For the Job that makes Temporal's keyspace and role, in ScyllaDB or in Cassandra: only that Job mounts the copy.
copy_store_superuser() {
  kubectl get secret -n scylla scylla-superuser -o 'go-template={"apiVersion":"v1","kind":"Secret","type":"{{.type}}","metadata":{"namespace":"temporal","name":"temporal-store-superuser"},"data":{"username":"{{.data.username}}","password":"{{.data.password}}"}}' |
    kubectl apply "${server_side[@]}" -f - >/dev/null
}
