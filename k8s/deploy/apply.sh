# Applying is server-side: the CRDs of CloudNativePG are too large for the annotation of a client-side apply.

server_side=(--server-side --force-conflicts --field-manager=flock)

apply_stage() {
  local file
  file=$(stage_file "$1")
  if [[ -f $file ]]; then apply "$file"; else note "the overlay has nothing for $1"; fi
}

apply() { kubectl apply "${server_side[@]}" -f "$1" | indented; }

# A webhook answers some seconds after its operator is ready; asked too early, it fails the whole apply.
await_webhooks() {
  local file answer
  file=$(stage_file "$1")
  [[ -f $file ]] || return 0
  until answer=$(kubectl apply "${server_side[@]}" --dry-run=server -f "$file" 2>&1); do
    [[ $answer == *"failed calling webhook"* ]] || { warn "$answer"; return 1; }
    ((SECONDS < deadline)) || { warn "$answer"; fail "a webhook does not answer; a private cluster may block its port (9443, 10250, 5000)"; }
    sleep 2
  done
}
