# Keys: `id:base64,id:base64`, of which the first writes and all read. A new key waits in the second place until it is used.

rotate_keyring() {
  local name=$1 step=$2 secret=$3 service=$4 ring key=
  begin "$name" "$step" "$secret"
  ring=$(secret_value flock "$secret" "$name")
  [[ $ring ]] || fail "flock/$secret has no $name: make deploy makes it"
  [[ $step != drop ]] || choose_key "$name" "$ring"
  if [[ $already ]]; then already_done "$name" "$step" "$key"; return; fi
  if [[ ! $resuming ]]; then
    ring=$("ring_$step" "$ring")
    patch_secret flock "$secret" "$version" "$(begun "$name" "$step" "$key")" "\"$name\":\"$ring\""
  fi
  restart "$service"
  finished "$name" "$step" "$secret" "$key"
}

ring_add() {
  local first=${1%%,*} rest= id key
  [[ $1 != *,* ]] || rest=,${1#*,}
  id=$(ring_ids "$1" | next_id)
  key=$(new_key "$id")
  printf '%s,%s%s' "$first" "$key" "$rest"
}

ring_use() {
  local first=${1%%,*} others=${1#*,} rest=
  [[ $others != *,* ]] || rest=,${others#*,}
  printf '%s,%s%s' "${others%%,*}" "$first" "$rest"
}

ring_drop() { printf '%s' "${1%,*}"; }

ring_ids() { printf '%s\n' "$1" | tr ',' '\n' | cut -d : -f 1; }

# Leaves in `key` which one goes. The operator names it, so that the same command again never forgets the one after it.
choose_key() {
  key=$dropped
  if [[ $resuming ]]; then
    [[ $key_to_drop == "$key" || ${key_to_drop:-1} == 1 ]] || fail "the drop of $key was interrupted: finish it first, with CONFIRM=$key"
  elif [[ $key_to_drop && $key_to_drop == "$key" ]]; then already=1
  else
    key=$(ring_ids "$2" | tail -n 1)
    may_drop "$1" "$2"
  fi
}

# What an old key still opens, only the operator knows; what can be counted is counted.
may_drop() {
  local wait=$((8 * 86400 + since - $(date +%s)))
  [[ $2 == *,* ]] || fail "$1 has one key, which is needed"
  case $1 in
    PASSWORD_PEPPERS) confirm_drop "$1" "Whoever last signed in or changed the password under it can not sign in any more." ;;
    KEY_ENCRYPTION_KEYS) confirm_drop "$1" "First 'flock keys rotate', and wait until 'flock keys status' shows no key from before the step use." ;;
    *)
      ((wait < 0)) || fail "$1: registrations of the last 7 days need the oldest key; wait $(((wait + 86399) / 86400)) days more"
      confirm_drop "$1" "No registration that began before the step use may still be running."
      ;;
  esac
}

confirm_drop() { [[ $key_to_drop == "$key" ]] || fail "$1: $key is the key that would go. $2 Repeat with CONFIRM=$key."; }
