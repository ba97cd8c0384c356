# Which cluster is meant. The context is read once: changing it in another terminal does not send half a deployment elsewhere.

KUBECTL=${KUBECTL:-kubectl}
CONTEXT=${CONTEXT:-}

kubectl() { command "$KUBECTL" ${CONTEXT:+"--context=$CONTEXT"} "$@"; }

use_context() {
  command -v "$KUBECTL" >/dev/null || fail "kubectl is missing: install version 1.36 (https://kubernetes.io/docs/tasks/tools/), or name one in KUBECTL"
  [[ $CONTEXT ]] || CONTEXT=$(command "$KUBECTL" config current-context 2>/dev/null) ||
    fail "kubectl has no current context: kubectl config use-context NAME, or CONTEXT=NAME"
  say "context $CONTEXT, overlay $OVERLAY"
}

looks_like_production() { [[ $CONTEXT == *[Pp][Rr][Oo][Dd]* || $OVERLAY != kind ]]; }

# Before anything is changed. What looks like production is changed only by somebody who says so.
use_confirmed_context() {
  use_context
  ! looks_like_production || confirmed || fail "this looks like production (context $CONTEXT, overlay $OVERLAY): repeat with CONFIRM=1"
}

# The same, and the overlay is the one that the cluster was deployed from.
use_confirmed_cluster() {
  use_confirmed_context
  use_own_overlay
}

confirmed() { [[ ${CONFIRM:-} == 1 ]]; }
