# Keys: `id:base64,id:base64`, of which the first writes and all read. A new key waits in the second place until it is used.

rotate_keyring() {
  local name=$1 step=$2 secret=$3 service=$4 ring
  begin "$name" "$step" "$secret"
  if [[ ! $resuming ]]; then
    ring=$(secret_value flock "$secret" "$name")
    [[ $ring ]] || fail "flock/$secret has no $name: make deploy makes it"
    [[ $step != drop ]] || may_drop "$name" "$ring"
    ring=$("ring_$step" "$ring")
    patch_secret flock "$secret" "$version" "$(begun "$name" "$step")" "\"$name\":\"$ring\""
  fi
  restart "$service"
  finished "$name" "$step" "$secret"
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

# What an old key still opens, only the operator knows; what can be counted is counted.
may_drop() {
  local since=$(($(date +%s) - ${last##* }))
  [[ $2 == *,* ]] || fail "$1 has one key, which is needed"
  case $1 in
    PASSWORD_PEPPERS) confirm_drop "Whoever last signed in or changed the password under the oldest pepper can not sign in any more." ;;
    KEY_ENCRYPTION_KEYS) confirm_drop "First 'flock keys rotate', and wait until 'flock keys status' shows no key from before the step use." ;;
    *)
      ((since > 8 * 86400)) || fail "$1: registrations of the last 7 days need the oldest key; wait $(((8 * 86400 - since + 86399) / 86400)) days more"
      confirm_drop "No registration that began before the step use may still be running."
      ;;
  esac
}
