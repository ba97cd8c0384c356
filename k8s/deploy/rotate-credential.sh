# Credentials: the caller shows `id.secret`; callees keep `name:id:sha256`, several at once. The new one waits in the key NAME_NEXT.

rotate_credential() {
  local name=$1 step=$2 secret=$3 caller=$4
  callees=("${@:5}")
  [[ $caller != orchestrator ]] || callees+=(orchestrator)
  begin "$name" "$step" "$secret"
  [[ $step != add || ! $already ]] || mend_add "$name" "$secret" "$caller"
  if [[ $already ]]; then already_done "$name" "$step"; return; fi
  "credential_$step" "$name" "$secret" "$caller"
  finished "$name" "$step" "$secret"
}

credential_add() {
  local next id
  if [[ ! $resuming ]]; then
    id=$(secret_value flock "$2" "$1" | cut -d . -f 1 | next_id)
    next=$(new_credential "$id")
    patch_secret flock "$2" "$version" "$(begun "$1" add)" "\"$1_NEXT\":\"$next\""
  fi
  next=$(next_credential "$1" "$2")
  next=$(accepted "$3" "$next")
  change_callees accept_also "$next"
}

credential_use() {
  local next deaf
  if [[ ! $resuming ]]; then
    next=$(next_credential "$1" "$2")
    deaf=$(deaf_callees "$3" "$next")
    [[ ! $deaf ]] || fail "$deaf would refuse the new $1: first the step add again"
    patch_secret flock "$2" "$version" "$(begun "$1" use)" "\"$1\":\"$next\"" "\"$1_NEXT\":null"
  fi
  if [[ $3 == operator ]]; then note "the operator's file is the Secret flock/$2 now"; else restart "$3"; fi
}

credential_drop() {
  local current
  [[ $resuming ]] || patch_secret flock "$2" "$version" "$(begun "$1" drop)" ""
  current=$(secret_value flock "$2" "$1")
  current=$(accepted "$3" "$current")
  change_callees accept_only "$current"
}

# A Secret of a callee may have been lost and made again since: the step add is then to be finished again.
mend_add() {
  local next deaf
  next=$(next_credential "$1" "$2")
  deaf=$(deaf_callees "$3" "$next")
  [[ ! $deaf ]] || already= resuming=1
}

next_credential() {
  local next
  next=$(secret_value flock "$2" "$1_NEXT")
  [[ $next ]] || fail "flock/$2 has lost $1_NEXT, which the step add made: bring it back, or begin again: kubectl annotate secret -n flock $2 flock/$1-"
  printf '%s' "$next"
}

# deaf_callees CALLER CREDENTIAL: the callees whose Secret does not accept it, on one line.
deaf_callees() {
  local callee list entry deaf=()
  entry=$(accepted "$1" "$2")
  for callee in "${callees[@]}"; do
    list=$(secret_value flock "$callee-secrets" ACCEPTED_CREDENTIALS)
    [[ ,$list, == *",$entry,"* ]] || deaf+=("$callee")
  done
  printf '%s' "${deaf[*]}"
}

change_callees() {
  local callee list version
  for callee in "${callees[@]}"; do
    version=$(kubectl get secret -n flock "$callee-secrets" -o 'jsonpath={.metadata.resourceVersion}')
    list=$(secret_value flock "$callee-secrets" ACCEPTED_CREDENTIALS)
    list=$("$1" "$list" "$2")
    patch_secret flock "$callee-secrets" "$version" '{}' "\"ACCEPTED_CREDENTIALS\":\"$list\""
  done
  for callee in "${callees[@]}"; do restart "$callee"; done
}

accept_also() { if [[ ,$1, == *",$2,"* ]]; then printf '%s' "$1"; else printf '%s,%s' "$1" "$2"; fi; }

# Of this entry's caller only this entry; of others all.
accept_only() {
  printf '%s' "$1" | tr ',' '\n' | awk -v only="$2" -F : 'BEGIN { split(only, own) } $1 != own[1] || $0 == only' | paste -sd , - | tr -d '\n'
}
