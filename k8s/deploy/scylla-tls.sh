# ScyllaDB's operator makes certificates in its own namespace; Temporal needs them in its own, as Secret temporal/temporal-store-tls:
#   ca.crt             who signs the members' certificates    from ConfigMap scylla/temporal-scylla-local-serving-ca, ca-bundle.crt
#   tls.crt, tls.key   what Temporal shows                    from Secret scylla/temporal-scylla-local-user-admin
# Both are good for ten years and made anew after eight: every deployment copies them again.
copy_scylla_tls() {
  local ca
  ca=$(kubectl get configmap -n scylla temporal-scylla-local-serving-ca -o 'go-template={{index .data "ca-bundle.crt"}}' | openssl base64 -A)
  kubectl get secret -n scylla temporal-scylla-local-user-admin -o 'go-template={"apiVersion":"v1","kind":"Secret","metadata":{"namespace":"temporal","name":"temporal-store-tls"},"data":{"ca.crt":"'"$ca"'","tls.crt":"{{index .data "tls.crt"}}","tls.key":"{{index .data "tls.key"}}"}}' |
    kubectl apply "${server_side[@]}" -f - >/dev/null
}
