# One Secret of the system: `open_secret`, then what it must hold, then `close_secret`, which writes what was missing. What was
# made is noted in a ConfigMap, so that a key that is lost is not replaced without a word: what it protects would be lost behind
# the new one.

MADE=flock-secrets-made
declare -A fresh=()
noted=

# open_secret NAMESPACE SECRET [TYPE]
open_secret() {
  namespace=$1 secret=$2 type=${3:-Opaque} fresh=() present=
  present=$(kubectl get secret -n "$1" "$2" --ignore-not-found \
    -o 'go-template={{.metadata.resourceVersion}} {{range $key, $_ := .data}}{{$key}} {{end}}')
}

# once KEY MAKER...: this value is made once and never again.
once() {
  local id=$namespace.$secret.$1
  [[ " $present" == *" $1 "* || " $made " != *" $id "* ]] || lost "$1"
  derived "$@"
  [[ " $made " == *" $id "* ]] || noted+="${noted:+,}\"$id\":\"\""
}

# derived KEY MAKER...: this value follows from others, and may be made again when it is gone.
derived() {
  [[ " $present" != *" $1 "* ]] || return 0
  fresh[$1]=$("${@:2}")
  note "made $namespace/$secret $1"
}

# The value of a key of the open Secret.
value() { if [[ ${fresh[$1]:-} ]]; then printf '%s' "${fresh[$1]}"; else secret_value "$namespace" "$secret" "$1"; fi; }

# A Secret that has changed since it was opened is left alone, and the command fails.
close_secret() {
  local key values=
  for key in "${!fresh[@]}"; do values+="${values:+,}\"$key\":\"${fresh[$key]}\""; done
  [[ $values ]] || return 0
  if [[ $present ]]; then patch_secret "$namespace" "$secret" "${present%% *}" '{}' "$values"
  else create_secret "$namespace" "$secret" "$type" "$values"; fi
}

read_made() {
  made=$(kubectl get configmap -n flock "$MADE" --ignore-not-found -o 'go-template={{range $key, $_ := .data}}{{$key}} {{end}}')
}

note_made() {
  [[ $noted ]] || return 0
  printf '{"metadata":{"name":"%s","namespace":"flock"},"apiVersion":"v1","kind":"ConfigMap","data":{}}' "$MADE" |
    kubectl apply --server-side --field-manager=flock -f - >/dev/null
  printf '{"data":{%s}}' "$noted" | kubectl patch configmap -n flock "$MADE" --type=merge --patch-file=/dev/stdin >/dev/null
}

lost() {
  fail "$namespace/$secret has lost $1, which was made before, and the data needs it: bring it back from a backup of the Secret. If the data is gone as well: kubectl delete configmap -n flock $MADE"
}
