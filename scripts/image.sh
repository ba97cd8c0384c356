#!/usr/bin/env bash
# Builds the image of all processes by docker, podman or buildah: scripts/image.sh [--load-kind CLUSTER]
# Read from the environment: BUILDER, IMAGE (its name), BASE_IMAGE, BUILD_IMAGE, SBOM (where the list of packages goes),
# NPM_CONFIG_USERCONFIG and NODE_EXTRA_CA_CERTS for a private registry, SOURCE_DATE_EPOCH and REVISION as the image states them.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "$1" >&2; exit 1; }

# A client says nothing of its engine: docker is often there with none.
works() { "$1" info >/dev/null 2>&1; }

find_builder() {
  for name in ${BUILDER:-docker podman buildah}; do
    if works "$name"; then echo "$name"; return; fi
  done
  [ -z "${BUILDER:-}" ] || fail "BUILDER=$BUILDER can not build here: '$BUILDER info' fails"
  fail "no image builder works here: start docker, or install podman or buildah (Debian: apt-get install buildah)"
}

write_sbom() {
  mkdir -p "$(dirname "$sbom")"
  if [ "$builder" = buildah ]; then
    container=$(buildah from --pull-never "$image")
    buildah run "$container" -- node -e 'process.stdout.write(fs.readFileSync("sbom.cdx.json"))' >"$sbom"
  else
    container=$("$builder" create "$image")
    "$builder" cp "$container:/app/sbom.cdx.json" "$sbom"
  fi
  "$builder" rm "$container" >/dev/null
}

load_kind() {
  command -v kind >/dev/null || fail "kind is missing: install it (https://kind.sigs.k8s.io)"
  if [ "$builder" = docker ]; then kind load docker-image "$image" --name "$1"; return; fi
  archive=$(mktemp -d)
  trap 'rm -rf "$archive"' EXIT
  "$builder" push --quiet "$image" "docker-archive:$archive/image.tar:$image"
  kind load image-archive "$archive/image.tar" --name "$1"
}

[ $# = 0 ] || [ "$1 $#" = "--load-kind 2" ] || fail "usage: scripts/image.sh [--load-kind CLUSTER]"
builder=$(find_builder)
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)
image=${IMAGE:-localhost/flock:$version}
sbom=${SBOM:-dist/flock-$version.sbom.cdx.json}
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
revision=${REVISION:-$(git describe --always --abbrev=40 --exclude='*' --dirty 2>/dev/null || echo unknown)}
created=$(date -u -d "@$epoch" +%FT%TZ 2>/dev/null || date -u -r "$epoch" +%FT%TZ)

options=(--build-arg "SOURCE_DATE_EPOCH=$epoch" --build-arg "CREATED=$created" --build-arg "VERSION=$version" \
  --build-arg "REVISION=$revision")
[ -z "${BASE_IMAGE:-}" ] || options+=(--build-arg "BASE_IMAGE=$BASE_IMAGE")
[ -z "${BUILD_IMAGE:-}" ] || options+=(--build-arg "BUILD_IMAGE=$BUILD_IMAGE")
npmrc=${NPM_CONFIG_USERCONFIG:-$HOME/.npmrc}
[ ! -f "$npmrc" ] || options+=(--secret "id=npmrc,src=$npmrc")
[ ! -f "${NODE_EXTRA_CA_CERTS:-}" ] || options+=(--secret "id=ca,src=$NODE_EXTRA_CA_CERTS")
case "$builder" in
  docker) export DOCKER_BUILDKIT=1 SOURCE_DATE_EPOCH="$epoch" ;;
  # It also runs where another container is the host; podman has no such choice.
  buildah) export BUILDAH_ISOLATION="${BUILDAH_ISOLATION:-chroot}"; options+=(--timestamp "$epoch") ;;
  podman) options+=(--timestamp "$epoch") ;;
esac

echo "building $image by $builder"
"$builder" build "${options[@]}" --tag "$image" . ||
  fail "$image was not built, and $builder says why above. Where it can not fetch an image: BASE_IMAGE and BUILD_IMAGE name others (docs/deploy.md)"
write_sbom
echo "built $image; its npm packages stand in $sbom"
[ $# = 0 ] || load_kind "$2"
