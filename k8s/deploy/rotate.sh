# Replacing a secret while everything runs, in three steps: `add` makes the new one known everywhere, `use` makes it the one that
# is shown or that writes, `drop` forgets the oldest. Each step restarts what reads the secret. A step that was interrupted is
# finished by the same command; the Secret's annotation flock/NAME says which step it has reached.

cmd_rotate() {
  local name=${1:-} step=${2:-}
  case $name in
    PASSWORD_PEPPERS | SEALING_KEYS | KEY_ENCRYPTION_KEYS) rotation=(keyring auth-service-secrets auth-service) ;;
    CODEC_KEYS) rotation=(keyring orchestrator-secrets orchestrator) ;;
    SERVICE_CREDENTIAL) rotation=(credential orchestrator-secrets orchestrator auth-service profile-service) ;;
    OPERATOR_CREDENTIAL) rotation=(credential operator-credential operator auth-service orchestrator) ;;
    AUTH_DB_OWNER | AUTH_DB_RUNTIME | PROFILE_DB_OWNER | PROFILE_DB_RUNTIME) rotation=(password) ;;
    *) fail "usage: deploy.sh rotate NAME add|use|drop; NAME is PASSWORD_PEPPERS, SEALING_KEYS, KEY_ENCRYPTION_KEYS, CODEC_KEYS, SERVICE_CREDENTIAL or OPERATOR_CREDENTIAL; or AUTH_DB_OWNER, AUTH_DB_RUNTIME, PROFILE_DB_OWNER, PROFILE_DB_RUNTIME with use" ;;
  esac
  [[ $step == add || $step == use || $step == drop ]] || fail "which step: add, use or drop?"
  use_confirmed_cluster
  deadline=$((SECONDS + 600)) stage="rotate $name"
  "rotate_${rotation[0]}" "$name" "$step" "${rotation[@]:1}"
  stage=
}

# begin NAME STEP SECRET: reads how far it is. Leaves `last`, "STEP STATE EPOCH", and `version`; fails where a step is out of turn.
begin() {
  local after=${steps_before[$2]} state
  last=$(secret_annotation flock "$3" "flock/$1")
  version=$(kubectl get secret -n flock "$3" -o 'jsonpath={.metadata.resourceVersion}')
  resuming=
  if [[ $last == "$2 begun "* ]]; then resuming=1; return; fi
  [[ $last != *' begun '* ]] || fail "the step ${last%% *} of $1 was interrupted: finish it first, by the same command"
  state=${last%% *}
  [[ " $after " == *" ${state:-nothing} "* ]] || fail "$1 has come to ${state:-nothing}; $2 comes after ${after// / or }"
}
declare -A steps_before=([add]="nothing use drop" [use]="add" [drop]="use drop")

begun() { printf '{"flock/%s":"%s begun %s"}' "$1" "$2" "$(date +%s)"; }

# finished NAME STEP SECRET: the step is done everywhere.
finished() {
  kubectl annotate secret -n flock "$3" --overwrite "flock/$1=$2 done $(date +%s)" >/dev/null
  say "$1: $2 is done"
}

# The id of the form k1, k2, ... that comes after all ids that it reads, one a line.
next_id() { awk '/^k[0-9]+$/ && substr($0, 2) + 0 > most { most = substr($0, 2) + 0 } END { print "k" most + 1 }'; }

confirm_drop() { confirmed || fail "$1 Repeat with CONFIRM=1."; }
