# Replacing a secret while everything runs, in three steps: `add` makes the new one known everywhere, `use` makes it the one that
# is shown or that writes, `drop` forgets the oldest. Each step restarts what reads the secret. A step that was interrupted is
# finished by the same command; the Secret's annotation flock/NAME says which step it has reached. A step that is done already is
# not done twice, so that a command whose end was lost may be repeated.

cmd_rotate() {
  local name=${1:-} step=${2:-}
  case $name in
    PASSWORD_PEPPERS | SEALING_KEYS | KEY_ENCRYPTION_KEYS) rotation=(keyring auth-service-secrets auth-service) ;;
    CODEC_KEYS) rotation=(keyring orchestrator-secrets orchestrator) ;;
    SERVICE_CREDENTIAL) rotation=(credential orchestrator-secrets orchestrator $(databases | sed 's/$/-service/')) ;;
    OPERATOR_CREDENTIAL) rotation=(credential operator-credential operator auth-service orchestrator) ;;
    *)
      [[ " $(database_secrets) " == *" ${name:-nothing} "* ]] || fail "usage: deploy.sh rotate NAME add|use|drop; NAME is PASSWORD_PEPPERS, SEALING_KEYS, KEY_ENCRYPTION_KEYS, CODEC_KEYS, SERVICE_CREDENTIAL or OPERATOR_CREDENTIAL; or one of $(database_secrets) with use"
      rotation=(password)
      ;;
  esac
  [[ $step == add || $step == use || $step == drop ]] || fail "which step: add, use or drop?"
  key_to_drop=${CONFIRM:-}
  [[ $step != drop || ${rotation[0]} != keyring || ! $key_to_drop ]] || CONFIRM=1
  use_confirmed_cluster
  deadline=$((SECONDS + 600)) stage="rotate $name"
  "rotate_${rotation[0]}" "$name" "$step" "${rotation[@]:1}"
  stage=
}

# AUTH_DB_OWNER AUTH_DB_RUNTIME and so on, in one line.
database_secrets() { databases | tr a-z A-Z | sed 's/.*/&_DB_OWNER &_DB_RUNTIME/' | paste -sd ' ' -; }

# begin NAME STEP SECRET: reads how far it is, and fails where a step is out of turn. Leaves `version`; `since` and `dropped` of the
# step before, which are its epoch and the key that it forgot; and `resuming` or `already` if it is this step.
begin() {
  local after=${steps_before[$2]} last state
  last=$(secret_annotation flock "$3" "flock/$1")
  version=$(kubectl get secret -n flock "$3" -o 'jsonpath={.metadata.resourceVersion}')
  read -r last state since dropped <<<"$last"
  resuming= already=
  if [[ "$last $state" == "$2 begun" ]]; then resuming=1; return; fi
  [[ $state != begun ]] || fail "the step $last of $1 was interrupted: finish it first, by the same command"
  if [[ $last == "$2" && $2 != drop ]]; then already=1; return; fi
  [[ " $after " == *" ${last:-nothing} "* ]] || fail "$1 has come to ${last:-nothing}; $2 comes after ${after// / or }"
}
declare -A steps_before=([add]="nothing use drop" [use]="add" [drop]="use drop")

# begun NAME STEP [DROPPED]
begun() { printf '{"flock/%s":"%s begun %s%s"}' "$1" "$2" "$(date +%s)" "${3:+ $3}"; }

# finished NAME STEP SECRET [DROPPED]: the step is done everywhere.
finished() {
  kubectl annotate secret -n flock "$3" --overwrite "flock/$1=$2 done $(date +%s)${4:+ $4}" >/dev/null
  say "$1: $2${4:+ of $4} is done"
}

# already_done NAME STEP [DROPPED]
already_done() { say "$1: $2${3:+ of $3} was done before; nothing was changed"; }

# The id of the form k1, k2, ... that comes after all ids that it reads, one a line.
next_id() { awk '/^k[0-9]+$/ && substr($0, 2) + 0 > most { most = substr($0, 2) + 0 } END { print "k" most + 1 }'; }
