# Which manifests are meant: OVERLAY names a folder of k8s/overlays, or is the path of an overlay of the operator's own.

overlay_named=${OVERLAY:+1}
OVERLAY=${OVERLAY:-kind}
IMAGE=${IMAGE:-}

overlay_dir() {
  local dir
  for dir in "$k8s/overlays/$OVERLAY" "$OVERLAY"; do
    [[ -f $dir/kustomization.yaml ]] && printf '%s' "$dir" && return
  done
  fail "there is no overlay $OVERLAY: OVERLAY=kind, production, or the path of your own"
}

# The image of the kind overlay comes from `make images`; everywhere else it must be named, because nobody can guess a registry.
image() {
  local version
  version=$(sed -n 's/^ *"version": "\([^"]*\)",$/\1/p' "$k8s/../package.json")
  if [[ $IMAGE ]]; then printf '%s' "$IMAGE"
  elif [[ $OVERLAY == kind ]]; then printf 'localhost/flock:%s' "$version"
  else printf 'registry.example.com/flock:%s' "$version"; fi
}

# Renders the overlay once and splits it: "$work/stages/NAME.yaml" holds the objects whose label flock-stage is NAME.
render_stages() {
  [[ ! -d $work/stages ]] || return 0
  local dir
  dir=$(overlay_dir)
  mkdir -p "$work/stages"
  render "$dir" "$(image)" >"$work/rendered.yaml"
  split_stages "$work/stages" <"$work/rendered.yaml"
  [[ ! -f $work/stages/none.yaml ]] || fail "objects without the label flock-stage would never be applied: $(objects none | tr '\n' ';')"
}

split_stages() {
  awk -v dir="$1" '
    function put() { if (text != "") printf "---\n%s", text >> (dir "/" stage ".yaml"); text = ""; stage = "none" }
    BEGIN { stage = "none" }
    $0 == "---" { put(); next }
    /^    flock-stage: / && stage == "none" { stage = $2 }
    { text = text $0 "\n" }
    END { put() }'
}

stage_file() { printf '%s/stages/%s.yaml' "$work" "$1"; }

# The objects of a stage, one "kind namespace name" a line; a dash stands for no namespace. With a second argument, of that kind.
objects() {
  [[ -f $(stage_file "$1") ]] || return 0
  awk -v wanted="${2:-}" '
    function put() { if (kind != "" && (wanted == "" || kind == wanted)) print kind, (namespace == "" ? "-" : namespace), name
                     kind = namespace = name = "" }
    $0 == "---" { put(); next }
    /^kind: / { kind = $2 }
    /^[^ ]/ { inside = ($0 == "metadata:") }
    inside && /^  name: / { name = $2 }
    inside && /^  namespace: / { namespace = $2 }
    END { put() }' "$(stage_file "$1")"
}

rendered_has() { grep -q "^kind: $1\$" "$work/rendered.yaml"; }
