#!/usr/bin/env bash
# render.sh OVERLAY_DIR IMAGE prints the overlay's objects with that image, and with migration Jobs that are named after it:
# a Job's template can not be changed, so every version gets Jobs of its own.

render() {
  local dir image=$2 repository tag=
  check_image "$image" || return 1
  dir=$(cd "$1" && pwd -P)
  repository=$image
  if [[ $image == *@* ]]; then repository=${image%%@*}; fi
  if [[ ${repository##*/} == *:* ]]; then tag=${repository##*:} repository=${repository%:*}; fi
  render_with "$dir" "$repository" "$tag" "$image"
}

render_with() (
  dir=$1 repository=$2 tag=$3 image=$4
  outer=$(mktemp -d)
  trap 'rm -rf "$outer"' EXIT
  outer=$(cd "$outer" && pwd -P)
  version=$(job_version "$tag" "$image")
  {
    printf 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: ["%s%s"]\nimages:\n' "$(up_to_root "$outer")" "${dir#/}"
    for name in flock localhost/flock registry.example.com/flock; do
      # kustomize takes a digest in place of a tag, never both.
      if [[ $image == *@* ]]; then printf -- '- {name: %s, newName: %s, digest: "%s"}\n' "$name" "$repository" "${image#*@}"
      else printf -- '- {name: %s, newName: %s, newTag: "%s"}\n' "$name" "$repository" "$tag"; fi
    done
    printf 'patches:\n'
    for job in $(databases); do
      job+=-migrate
      printf -- '- {target: {kind: Job, name: %s}, patch: '\''[{"op": "replace", "path": "/metadata/name", "value": "%s-%s"}]'\''}\n' "$job" "$job" "$version"
    done
  } >"$outer/kustomization.yaml"
  command "${KUBECTL:-kubectl}" kustomize "$outer"
)

# kustomize takes no absolute path of a folder.
up_to_root() { printf '%s' "${1//[!\/]/}" | sed 's|/|../|g'; }

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  set -euo pipefail
  # shellcheck source=k8s/deploy/services.sh
  source "$(dirname "$0")/services.sh"
  # shellcheck source=/dev/null
  source "$(dirname "${BASH_SOURCE[0]}")/image-name.sh"
  render "$@"
fi
