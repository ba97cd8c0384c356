# Whether what the overlay names is in the cluster: node labels, storage classes, the gateway's issuer, others' namespaces.

check_fit() {
  check_placement
  check_storage_classes
  [[ $OVERLAY == kind ]] || {
    check_public_issuer
    check_admitted
  }
}

check_placement() {
  local selector found
  while read -r selector <&4; do
    found=$(kubectl get nodes -l "$selector" -o name) || continue
    [[ $found ]] || fault "no node has the labels $selector: write your zones into the overlay, and label the nodes"
  done 4< <(node_selectors | sort -u)
}

# The nodeSelectorTerms of the overlay as selectors of labels, one a line, as far as they name values.
node_selectors() {
  awk '
    function put() { if (selector != "") print selector; selector = "" }
    { match($0, /^ */); depth = RLENGTH }
    /^ *nodeSelectorTerms:$/ { terms = depth; inside = 1; next }
    inside && (depth < terms || (depth == terms && $1 != "-")) { put(); inside = listed = 0 }
    !inside { next }
    /- matchExpressions:$/ { put(); listed = 0; next }
    $2 == "key:" { key = $3; listed = 0 }
    $1 == "operator:" { operator = $2 }
    $1 == "values:" { listed = (operator == "In"); if (listed) selector = selector (selector == "" ? "" : ",") key " in ()"; next }
    listed && $1 == "-" && NF == 2 { gsub(/[\042\047]/, "", $2); sub(/\)$/, "", selector)
                                     selector = selector (selector ~ /\($/ ? "" : ",") $2 ")" }
    END { put() }' "$work/rendered.yaml"
}

check_storage_classes() {
  local class
  while read -r class <&4; do
    [[ $(kubectl get storageclass "$class" --ignore-not-found -o name) ]] ||
      fault "there is no StorageClass $class, which the overlay names: make it, or name one of yours in the overlay"
  done 4< <(awk '$1 ~ /^storageClass(Name)?:$/ && $2 ~ /[a-z]/ { print $2 }' "$work/rendered.yaml" | sort -u)
}

# The issuer can only be looked for where cert-manager is already.
check_public_issuer() {
  local kind name found
  read -r kind name < <(gateway_issuer) || return 0
  if [[ $name == flock-ca ]]; then
    fault "the gateway's certificate is from flock-ca, which no browser knows: name an issuer of yours in the overlay's Certificate gateway"
    return
  fi
  found=$(kubectl get "${kind,,}s.cert-manager.io" -n flock "$name" --ignore-not-found -o name 2>/dev/null) || return 0
  [[ $found ]] || grep -q "^  name: $name\$" "$work/rendered.yaml" || fault "there is no $kind $name, which is to sign the gateway's certificate"
}

# "kind name" of it, or nothing.
gateway_issuer() {
  awk '
    function put() { if (kind == "Certificate" && name == "gateway") print issuer, signer; kind = name = issuer = signer = block = "" }
    $0 == "---" { put(); next }
    /^kind: / { kind = $2 }
    /^[^ ]/ { block = "" }
    /^  [^ ]/ { block = $1 }
    /^  name: / && name == "" { name = $2 }
    block == "issuerRef:" && /^    kind: / { issuer = $2 }
    block == "issuerRef:" && /^    name: / { signer = $2 }
    END { put() }' "$work/rendered.yaml"
}

# Told, and no fault: a gateway or a Prometheus may come later, or never.
check_admitted() {
  local name
  while read -r name <&4; do
    [[ $(kubectl get namespace "$name" --ignore-not-found -o name) ]] ||
      note "the NetworkPolicies admit the namespace $name, which is not there: name yours in the overlay if it is called otherwise"
  done 4< <(admitted)
}

# Namespaces that policies name and that nothing here makes.
admitted() {
  { objects namespaces Namespace | awk '{ print $3, "ours" }'
    awk '/^[a-z]/ && $4 != "-" { sub("/.*", "", $4); print $4, "ours" }' "$k8s/bootstrap/operators"
    awk '$1 == "kubernetes.io/metadata.name:" { print $2 }' "$work/rendered.yaml" | sort -u
  } | awk '$2 == "ours" { ours[$1] = 1; next } !($1 in ours)'
}
