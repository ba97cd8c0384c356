# Whether the cluster is large enough. The numbers are the sum of what the overlay's pods request, and some room for the
# operators. NEED_CPU and NEED_MEMORY (GiB) say it for an overlay of one's own.

check_nodes() {
  local cpu memory want_cpu=3 want_memory=8 nodes want_nodes=1
  [[ $OVERLAY == kind ]] || { want_cpu=18 want_memory=50 want_nodes=3; }
  ! rendered_has ScyllaCluster || [[ $OVERLAY == kind ]] || { want_cpu=28 want_memory=86; }
  want_cpu=${NEED_CPU:-$want_cpu} want_memory=${NEED_MEMORY:-$want_memory}
  read -r nodes cpu memory < <(allocatable)
  ((nodes >= want_nodes)) || fault "$nodes nodes can take pods; this overlay needs $want_nodes, so that one may be lost"
  ((cpu >= want_cpu * 1000)) || fault "the nodes offer $((cpu / 1000)) CPUs; this overlay needs $want_cpu: add nodes"
  ((memory >= want_memory * 1024)) || fault "the nodes offer $((memory / 1024)) GiB of memory; this overlay needs $want_memory: add nodes"
}

# "nodes millicpus mebibytes" of the nodes that take pods.
allocatable() {
  kubectl get nodes -o 'jsonpath={range .items[*]}{.spec.unschedulable}|{.status.allocatable.cpu}|{.status.allocatable.memory}{"\n"}{end}' |
    awk -F '|' '
      function number(text) { sub(/[A-Za-z]+$/, "", text); return text + 0 }
      function cpu(text) { return text ~ /m$/ ? number(text) : number(text) * 1000 }
      function mebibytes(text) {
        if (text ~ /Ki$/) return number(text) / 1024
        if (text ~ /Mi$/) return number(text)
        if (text ~ /Gi$/) return number(text) * 1024
        return number(text) / 1048576
      }
      $2 != "" && $1 != "true" { nodes++; cpus += cpu($2); memory += mebibytes($3) }
      END { printf "%d %d %d\n", nodes, cpus, memory }'
}
