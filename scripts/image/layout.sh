#!/bin/sh
# Runs in the build stage of the Dockerfile, in the folder with the sources and their packages: lays out below $1 what
# goes into the image, with the same modes and times whoever builds it.
set -eu
out=$1
PATH=$PWD/node_modules/.bin:$PATH
program="auth-service cli drizzle gen kit orchestrator profile-service"
mkdir -p "$out/packages/app" "$out/program/app" "$out/program/usr/local/bin"

node orchestrator/bundle/main.ts workflow-bundle.js
# npm lists no packages while some that package.json names are not there.
npm pkg delete devDependencies
npm sbom --sbom-format=cyclonedx >sbom.json
node scripts/image/sbom.ts "$SOURCE_DATE_EPOCH" <sbom.json >sbom.cdx.json

sh scripts/image/keep-sources.sh $program

# What no process of this machine's kind opens: half of what npm installs. npm's own record may name a private registry.
node=$(dirname "$(readlink -f node_modules/.bin/node)")
bridge=node_modules/@temporalio/core-bridge
find "$bridge/releases" -mindepth 1 -maxdepth 1 ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} +
rm -rf "$bridge/sdk-core" "$bridge/src" "$bridge/bridge-macros" "$node/../include" "$node/../share" \
  node_modules/@swc/core-linux-*-musl node_modules/.bin node_modules/.package-lock.json

mv node_modules "$out/packages/app/"
mv LICENSE package.json sbom.cdx.json workflow-bundle.js $program "$out/program/app/"
ln -s "/app/${node#"$PWD/"}/node" "$out/program/usr/local/bin/node"
ln -s /app/cli/flock.js "$out/program/usr/local/bin/flock"
chmod -R u=rwX,go=rX "$out"
find "$out" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
