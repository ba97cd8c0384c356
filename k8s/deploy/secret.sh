# Reading and writing Secrets. Values go through pipes and builtins only: the arguments of a program are for all to see.

# The value of a key, or nothing: secret_value NAMESPACE SECRET KEY
secret_value() {
  kubectl get secret -n "$1" "$2" --ignore-not-found \
    -o "go-template={{with .data}}{{with index . \"$3\"}}{{. | base64decode}}{{end}}{{end}}"
}

secret_version() { kubectl get secret -n "$1" "$2" --ignore-not-found -o 'jsonpath={.metadata.resourceVersion}'; }

secret_annotation() {
  kubectl get secret -n "$1" "$2" --ignore-not-found \
    -o "go-template={{with .metadata.annotations}}{{with index . \"$3\"}}{{.}}{{end}}{{end}}"
}

# create_secret NAMESPACE SECRET TYPE VALUES, which are "key":"value",… of characters that JSON takes as they are. CloudNativePG
# looks at once at changes of Secrets with its label.
create_secret() {
  printf '{"apiVersion":"v1","kind":"Secret","type":"%s","metadata":{"namespace":"%s","name":"%s","labels":{%s}},"stringData":{%s}}' \
    "$3" "$1" "$2" '"app.kubernetes.io/part-of":"flock","cnpg.io/reload":"true"' "$4" | kubectl create -f - >/dev/null
}

# patch_secret NAMESPACE SECRET VERSION ANNOTATIONS VALUES [GONE]: in one step, and only if nobody else was faster.
patch_secret() {
  printf '{"metadata":{"resourceVersion":"%s","annotations":%s},"stringData":{%s},"data":{%s}}' "$3" "$4" "$5" "${6:-}" |
    kubectl patch secret -n "$1" "$2" --type=merge --patch-file=/dev/stdin >/dev/null
}
