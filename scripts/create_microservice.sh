#!/usr/bin/env bash
# Makes a service from the template, or takes one away: scripts/create_microservice.sh --help
set -euo pipefail
cd "$(dirname "$0")/.."

command -v git >/dev/null || { echo "git is missing: install it (https://git-scm.com)" >&2; exit 1; }
export PATH="$PWD/node_modules/.bin:$PATH"
[ -x node_modules/.bin/biome ] || bash scripts/install.sh
case "$(node --version 2>/dev/null)" in
  v24.*) exec node scripts/create-service/main.ts "$@" ;;
  *) echo "Flock needs Node 24: run make up once, or install it (https://nodejs.org)" >&2; exit 1 ;;
esac
