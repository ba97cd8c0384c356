# What the cluster remembers of its deployment, in ConfigMap flock/flock-deployed: its overlay, so that no other is applied by
# mistake, and which operators are its own, so that nobody has to say that twice.

DEPLOYED=flock-deployed
remembered=

# Leaves in `remembered` the name of the overlay that the cluster was deployed from, or nothing. HAVE and OPERATORS stay what
# the operator says now, also when that is nothing: HAVE= forgets.
recall() {
  local answer own all
  answer=$(kubectl get configmap -n flock "$DEPLOYED" --ignore-not-found -o 'jsonpath={.data.overlay}|{.data.have}|{.data.operators}') ||
    fail "can not read what the cluster remembers (ConfigMap flock/$DEPLOYED)"
  IFS='|' read -r remembered own all <<<"$answer"
  HAVE=${HAVE-$own} OPERATORS=${OPERATORS-$all}
}

remember() {
  remembered=$(overlay_name)
  kubectl create configmap -n flock "$DEPLOYED" --dry-run=client -o yaml \
    "--from-literal=overlay=$remembered" "--from-literal=have=${HAVE:-}" "--from-literal=operators=${OPERATORS:-}" |
    kubectl apply "${server_side[@]}" -f - >/dev/null
}

# A folder of one's own has a slash behind its name; where it lies may differ from machine to machine.
overlay_name() {
  local dir
  dir=$(overlay_dir)
  dir=$(cd "$dir" && pwd -P)
  if [[ $dir/.. -ef $k8s/overlays ]]; then printf '%s' "${dir##*/}"; else printf '%s/' "${dir##*/}"; fi
}

# What speaks against this overlay, or nothing. The default was chosen by nobody, so no CONFIRM helps it.
overlay_objection() {
  local name
  name=$(overlay_name)
  [[ $remembered && $remembered != "$name" ]] || return 0
  if [[ ! $overlay_named ]]; then printf 'this cluster was deployed from the overlay %s, and OVERLAY is not set: name it there' "$remembered"
  elif ! confirmed; then printf 'this cluster was deployed from the overlay %s, not %s: repeat with CONFIRM=1 if %s is to take its place' "$remembered" "$name" "$name"; fi
}

use_own_overlay() {
  local objection
  recall
  objection=$(overlay_objection)
  [[ ! $objection ]] || fail "$objection"
}
