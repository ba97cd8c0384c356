#!/usr/bin/env bash
# Generates from the contracts beside gen/ and compares.
set -euo pipefail
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
buf generate --output "$fresh"
diff -r gen "$fresh/gen" || { echo "gen/ is not what the contracts generate: run make generate" >&2; exit 1; }
