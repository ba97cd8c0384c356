# One call through every part. On kind somebody is really registered (smoke+TIME@example.com stays: there is no deletion yet).
# Elsewhere nothing is changed: the calls that are made are refused or only judge; SMOKE=register registers there as well.

cmd_smoke() {
  use_context
  use_own_overlay
  deadline=$((SECONDS + 120)) stage=smoke
  stage_smoke
  stage=
}

stage_smoke() {
  local name
  secret_value flock orchestrator-tls ca.crt >"$work/ca.crt"
  for name in "${services[@]}"; do forward "${name%:*}" "${name#*:}"; done
  smoke_reads
  if [[ $OVERLAY == kind && $remembered == kind || ${SMOKE:-} == register ]]; then smoke_registration; else smoke_judgement; fi
}

# Each answer comes from behind a database or from Temporal.
smoke_reads() {
  expect profile-service:8082 flock.profile.v1.ProfileService/CheckUsername '{"username":"smoke_nobody"}' '"available":'
  expect auth-service:8081 flock.auth.v1.AuthService/SignIn '{"email":"nobody@example.com","password":"nobody has this one"}' INVALID_CREDENTIALS
  expect orchestrator:8080 flock.registration.v1.RegistrationService/GetRegistration '{"id":"00000000-0000-4000-8000-000000000000"}' REGISTRATION_NOT_FOUND
}

smoke_judgement() {
  expect orchestrator:8080 flock.registration.v1.RegistrationService/Register \
    '{"validate_only":true,"email":"smoke@example.com","username":"smoke","password":"'"$(new_token)"'"}' REGISTRATION_STATE_UNSPECIFIED
}

smoke_registration() {
  local moment person password id
  moment=$(date +%s) password=$(new_token) id=$(request_id)
  person="\"email\":\"smoke+$moment@example.com\",\"password\":\"$password\""
  expect orchestrator:8080 flock.registration.v1.RegistrationService/Register \
    "{\"request_id\":\"$id\",\"username\":\"smoke_$moment\",$person}" REGISTRATION_STATE_
  until answered orchestrator:8080 flock.registration.v1.RegistrationService/GetRegistration "{\"id\":\"$id\"}" REGISTRATION_STATE_COMPLETED; do
    ((SECONDS < deadline)) || fail "the registration $id does not complete: $(cat "$work/answer")"
    sleep 1
  done
  note "registered smoke+$moment@example.com"
  expect auth-service:8081 flock.auth.v1.AuthService/SignIn "{$person}" accessToken
}

request_id() { openssl rand -hex 16 | sed 's/\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.\{12\}\)/\1-\2-4\3-a\4-\5/'; }

# expect SERVICE METHOD JSON TEXT: the answer holds the text. Answers hold tokens, so only their error is ever shown.
expect() {
  note "${2##*/}"
  answered "$@" || fail "$2 did not answer $4: $(grep -o '"reason":"[A-Z_]*"' "$work/answer" || head -c 300 "$work/problem")"
}

# The body goes in by a pipe: it may hold a password.
answered() {
  printf '%s' "$3" | curl --silent --show-error --max-time 20 --cacert "$work/ca.crt" --output "$work/answer" \
    --connect-to "::127.0.0.1:$(cat "$work/port-${1%:*}")" -H 'content-type: application/json' --data-binary @- \
    "https://${1%:*}.flock.svc:${1#*:}/$2" 2>"$work/problem" && grep -q "$4" "$work/answer"
}
