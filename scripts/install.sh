#!/usr/bin/env bash
# Installs the npm packages, Node 24 among them, without running any install script of theirs.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing: install Node 20 or newer (https://nodejs.org)" >&2; exit 1; }

# package-lock.json holds the packages of Linux on these two; elsewhere npm looks up that platform's own, by exact version.
case "$(uname -s) $(uname -m)" in
  "Linux x86_64" | "Linux aarch64") install=(npm ci) ;;
  *) install=(npm install --no-package-lock) ;;
esac

echo "installing npm packages (${install[*]} --ignore-scripts)"
"${install[@]}" --ignore-scripts --no-audit --no-fund --loglevel=error

# npm links the commands of packages, not this project's own: with this, npx flock runs it.
ln -sfn ../../cli/flock.js node_modules/.bin/flock

case "$(node --version)" in
  v24.*) echo "Node $(node --version) from $(command -v node)" ;;
  *) echo "Flock needs Node 24, found $(node --version) as $(command -v node): install Node 24 (https://nodejs.org)" >&2; exit 1 ;;
esac
