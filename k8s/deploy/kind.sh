# A cluster on this machine, for trying things. kind needs Docker or Podman.

cmd_kind_up() {
  command -v kind >/dev/null || fail "kind is missing: install version 0.32 (https://kind.sigs.k8s.io)"
  if kind get clusters 2>/dev/null | grep -qx flock; then say "the cluster flock is there"
  else kind create cluster --name flock --wait 180s ${KIND_IMAGE:+--image "$KIND_IMAGE"}; fi
  say "next: make images, then make deploy CONTEXT=kind-flock"
}

# The nodes of kind pull from no registry what was built here.
stage_image() {
  if [[ $OVERLAY != kind || $CONTEXT != kind-* || $IMAGE ]]; then
    note "the nodes pull $(image)"
    return
  fi
  bash "$k8s/../scripts/image.sh" --load-kind "${CONTEXT#kind-}"
}
