# Putting the image before this one back. Databases stay as they are: a service accepts a newer one. Every restart and every
# rotation makes a revision too, with the same image, so the revision before is not what is asked for.

cmd_rollback() {
  local image service
  use_confirmed_cluster
  deadline=$((SECONDS + 900)) stage=rollback
  image=$(earlier_image)
  for service in "${services[@]%:*}"; do
    [[ $(revision_with "$service" "$image") ]] || fail "$service has no revision with $image any more, and nothing was changed: make deploy IMAGE=$image brings it"
  done
  for service in "${services[@]%:*}"; do roll_back "$service" "$image"; done
  stage=
  say "the services run $image; make deploy with the newer IMAGE brings that back"
}

# TO names the image; without it, the newest revision with another image than all services have now does.
earlier_image() {
  local current image
  if [[ ${TO:-} ]]; then
    printf '%s' "$TO"
    return
  fi
  current=$(images_now | sort -u)
  [[ $current != *$'\n'* ]] || fail "the services run different images (${current//$'\n'/, }): say which one all are to run, TO=IMAGE"
  image=$(revisions "${services[0]%:*}" | awk -v current="$current" '$2 != current && !found { print $2; found = 1 }')
  [[ $image ]] || fail "no revision has another image than $current: make deploy IMAGE=… brings any version"
  printf '%s' "$image"
}

roll_back() {
  local revision
  if [[ $(image_now "$1") == "$2" ]]; then
    note "$1 runs $2"
  else
    revision=$(revision_with "$1" "$2")
    kubectl rollout undo -n flock "deployment/$1" "--to-revision=$revision" | indented
  fi
  wait_rollout flock "deployment/$1"
}

image_now() { kubectl get deployment -n flock "$1" -o 'jsonpath={.spec.template.spec.containers[0].image}{"\n"}'; }

images_now() {
  local service
  for service in "${services[@]%:*}"; do image_now "$service"; done
}

revision_with() { revisions "$1" | awk -v image="$2" '$2 == image && !found { print $1; found = 1 }'; }

# "revision image" of each that a Deployment has had and still knows, the newest first.
revisions() {
  kubectl get replicasets -n flock \
    -o 'jsonpath={range .items[*]}{.metadata.ownerReferences[*].name}|{.metadata.annotations.deployment\.kubernetes\.io/revision}|{.spec.template.spec.containers[0].image}{"\n"}{end}' |
    awk -F '|' -v owner="$1" '$1 == owner { print $2, $3 }' | sort -rn
}
