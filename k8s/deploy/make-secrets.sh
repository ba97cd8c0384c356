# How each kind of secret is made. What a process does with it says the README, under Configuration.

# Nothing is made out of the failure of another program: a substitution inside an argument would hide it.

new_key() {
  local bytes
  bytes=$(openssl rand -base64 32)
  printf '%s:%s' "$1" "$bytes"
}

new_token() { openssl rand -base64 32 | tr '+/' '-_' | tr -d '=\n'; }

new_credential() {
  local token
  token=$(new_token)
  printf '%s.%s' "$1" "$token"
}

# What a callee keeps of a credential: whose it is, its id and the SHA-256 of its secret part.
accepted() {
  local hash
  hash=$(printf '%s' "${2#*.}" | openssl dgst -sha256 -r | cut -d ' ' -f 1)
  printf '%s:%s:%s' "$1" "${2%%.*}" "$hash"
}

# The entries of these callers, by the credentials that they have now.
accepted_callers() {
  local caller credential entry entries=
  for caller in "$@"; do
    if [[ $caller == operator ]]; then credential=$(secret_value flock operator-credential OPERATOR_CREDENTIAL)
    else credential=$(secret_value flock "$caller-secrets" SERVICE_CREDENTIAL); fi
    entry=$(accepted "$caller" "$credential")
    entries+=${entries:+,}$entry
  done
  printf '%s' "$entries"
}

database_url() {
  printf 'postgres://%s:%s@%s-db-rw.flock.svc:5432/%s?sslmode=verify-full&sslrootcert=/run/database-ca/ca.crt' "$2" "$3" "$1" "$1"
}
