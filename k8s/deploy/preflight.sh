# What must hold before anything is changed. Every fault is told at once, with what to do.

faults=()
fault() { faults+=("$1"); }

cmd_preflight() {
  use_context
  deadline=$((SECONDS + 60))
  stage_preflight
  say "nothing stands in the way of make deploy"
}

stage_preflight() {
  check_programs
  check_overlay
  check_kernel
  check_client
  if check_server; then
    check_deployed
    check_storage
    check_nodes
    check_fit
    check_operators
  fi
  local count=${#faults[@]} plural=s
  ((count > 0)) || return 0
  ((count > 1)) || plural=
  printf -- '- %s\n' "${faults[@]}" >&2
  fail "$count fault$plural; nothing was changed"
}

check_programs() {
  local program
  for program in openssl curl awk sha256sum base64; do
    command -v "$program" >/dev/null || fault "$program is missing: install it"
  done
}

client_minor=

# Told without a server too: an old client may be why none answers.
check_client() {
  client_minor=$(kubectl version --client -o yaml 2>/dev/null | sed -n 's/^ *gitVersion: v1\.\([0-9]*\).*/\1/p') || true
  ((${client_minor:-0} >= 34)) || fault "kubectl is 1.${client_minor:-?}: install 1.35, which fits every cluster that is supported, or name one in KUBECTL"
}

check_server() {
  local answer server client=${client_minor:-0}
  answer=$(kubectl version -o yaml 2>&1) || true
  # kubectl prints gitVersion of both, the client's first.
  server=$(sed -n 's/^ *gitVersion: v1\.\([0-9]*\).*/\1/p' <<<"$answer" | sed -n 2p)
  [[ $server ]] || { fault "the cluster of context $CONTEXT does not answer: $(tail -n 1 <<<"$answer")"; return 1; }
  ((server >= 34 && server <= 36)) || fault "the cluster is Kubernetes 1.$server: the operators support 1.34 to 1.36"
  ((client < 34 || (client - server <= 1 && server - client <= 1))) || fault "kubectl 1.$client is too far from the cluster's 1.$server: install 1.$server"
}

# Another overlay than the cluster's own would take away what the cluster has.
check_deployed() {
  local objection
  recall
  objection=$(overlay_objection)
  [[ ! $objection ]] || fault "$objection"
}

check_storage() {
  local classes
  classes=$(kubectl get storageclass -o 'jsonpath={range .items[*]}{.metadata.annotations.storageclass\.kubernetes\.io/is-default-class} {end}') || true
  [[ " $classes " == *' true '* ]] ||
    fault "there is no default StorageClass: kubectl annotate storageclass NAME storageclass.kubernetes.io/is-default-class=true"
}

# ScyllaDB does not start below this. The nodes of kind share the kernel of this machine.
check_kernel() {
  local file=${AIO_MAX_NR:-/proc/sys/fs/aio-max-nr}
  [[ $CONTEXT == kind-* && -r $file ]] || return 0
  (($(cat "$file") >= 1048576)) || fault "ScyllaDB needs fs.aio-max-nr of 1048576 here: sudo sysctl -w fs.aio-max-nr=1048576"
}

check_overlay() {
  render_stages
  if [[ $OVERLAY == kind ]]; then
    [[ $IMAGE || $CONTEXT == kind-* ]] ||
      fault "no image: only kind is given the one of this machine, so that $CONTEXT needs IMAGE=registry/flock:version, which the nodes can pull or have already"
    return
  fi
  [[ $IMAGE ]] || fault "no image: IMAGE=registry/flock:version, which the nodes can pull"
  ! grep -q 'example\.com' "$work/rendered.yaml" ||
    fault "the overlay still holds the placeholder example.com: $(grep -o '[A-Za-z0-9.:/-]*example\.com' "$work/rendered.yaml" | sort -u | tr '\n' ' ')"
}

# An operator that somebody else looks after is not to be replaced by ours.
check_operators() {
  local name version crd managers
  while read -r name version crd _ <&4; do
    ! have "$name" || continue
    managers=$(managers_of "$crd") || true
    [[ ! $managers ]] || is_ours "$managers" ||
      fault "$name is in the cluster, and not from here: HAVE=${HAVE:+$HAVE,}$name uses it as it is (made for $version)"
    known_sum "$name-$version.yaml" >/dev/null || fault "nobody has seen $name-$version.yaml yet: make pin, look at the change, commit it"
  done 4< <(operators)
}
