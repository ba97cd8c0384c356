#!/usr/bin/env bash
# Answers what preflight and smoke ask a cluster, as the variables FAKE_… say. FAKE_ABSENT names objects that are not there.
there() { [[ ${FAKE_ABSENT:-none} == "$1" ]] || echo "$1"; }
args=" $* "
case $args in
  *" kustomize "*) cat "$FAKE_RENDERED" ;;
  *" current-context "*) [[ ! $FAKE_CONTEXT ]] || echo "$FAKE_CONTEXT"; [[ $FAKE_CONTEXT ]] ;;
  *" version --client "*) printf 'clientVersion:\n  gitVersion: v1.%s.1\nkustomizeVersion: v5.8.1\n' "$FAKE_CLIENT" ;;
  *" version "*)
    printf 'clientVersion:\n  gitVersion: v1.%s.1\nkustomizeVersion: v5.8.1\n' "$FAKE_CLIENT"
    [[ ! $FAKE_SERVER ]] || printf 'serverVersion:\n  gitVersion: v1.%s.2-gke.100\n' "$FAKE_SERVER"
    [[ $FAKE_SERVER ]] || echo 'error: context "staging" does not exist' >&2
    [[ $FAKE_SERVER ]]
    ;;
  *" get configmap -n flock flock-deployed "*) printf '%s' "${FAKE_DEPLOYED:-}" ;;
  *" get nodes -l "*) selector=${args#* -l } && there "${selector%% -o *}" ;;
  *" get storageclass "*" --ignore-not-found "*) class=${args#* storageclass } && there "${class%% *}" ;;
  *" get clusterissuers."*) issuer=${args#* -n flock } && there "${issuer%% *}" ;;
  *" get namespace "*) namespace=${args#* namespace } && there "${namespace%% *}" ;;
  *" get storageclass "*) printf '%s' "$FAKE_CLASSES" ;;
  *" get nodes "*) printf '%b' "$FAKE_NODES" ;;
  *" get secret "*) cat "$FAKE_CA" ;;
  *" port-forward "*)
    name=${args##* service/}
    printf 'Forwarding from 127.0.0.1:%s -> 1\n' "$(cat "$FAKE_PORTS/${name%% *}")"
    exec sleep 600
    ;;
  *" get crd "*) printf '%s' "$FAKE_MANAGERS" ;;
  *) echo "not faked:$args" >&2; exit 1 ;;
esac
