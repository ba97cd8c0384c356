#!/usr/bin/env bash
# Puts Flock into a Kubernetes cluster and looks after it there. docs/deploy.md is the manual, `make help` lists the commands.
# Needs kubectl, openssl, curl, awk and sha256sum. No secret is ever an argument of a program or printed.
set -euo pipefail
((BASH_VERSINFO[0] >= 5)) || { echo "bash 5 is needed, this is $BASH_VERSION: install it (brew install bash)" >&2; exit 1; }
shopt -s inherit_errexit
umask 077

k8s=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in "$k8s"/deploy/*.sh; do
  # shellcheck source=/dev/null
  source "$part"
done

command=${1:-}
shift || true
case $command in
  deploy | preflight | pin | diff | status | logs | smoke | restart | rotate | rollback | undeploy | destroy | kind-up) ;;
  *) fail "usage: deploy.sh deploy|preflight|pin|diff|status|logs|smoke|restart|rotate|rollback|undeploy|destroy|kind-up" ;;
esac

work=$(mktemp -d)
trap 'finish $?' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
"cmd_${command//-/_}" "$@"
