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

# The entries of these callers, by the credentials that they have now and those that wait for the step `use` of a rotation.
accepted_callers() {
  local caller entry entries=
  for caller in "$@"; do
    if [[ $caller == operator ]]; then entry=$(entries_of operator operator-credential OPERATOR_CREDENTIAL)
    else entry=$(entries_of "$caller" "$caller-secrets" SERVICE_CREDENTIAL); fi
    entries+=${entries:+,}$entry
  done
  printf '%s' "$entries"
}

# entries_of CALLER SECRET KEY
entries_of() {
  local now next
  now=$(secret_value flock "$2" "$3")
  next=$(secret_value flock "$2" "$3_NEXT")
  accepted "$1" "$now"
  [[ ! $next ]] || { printf ','; accepted "$1" "$next"; }
}

database_url() {
  printf 'postgres://%s:%s@%s-db-rw.flock.svc:5432/%s?sslmode=verify-full&sslrootcert=/run/database-ca/ca.crt' "$2" "$3" "$1" "$1"
}
