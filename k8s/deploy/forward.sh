# Ports of services on this machine, for as long as the command runs.

forwards=()

forward() {
  local log=$work/forward-$1
  kubectl port-forward -n flock "service/$1" ":$2" >"$log" 2>&1 &
  forwards+=($!)
  until sed -n 's/^Forwarding from 127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$log" | grep . >"$work/port-$1"; do
    kill -0 "${forwards[-1]}" 2>/dev/null && ((SECONDS < deadline)) || { watched="flock deployment/$1"; fail "can not reach $1: $(tail -n 1 "$log")"; }
    sleep 0.2
  done
}

stop_forwards() {
  local pid
  for pid in "${forwards[@]}"; do kill "$pid" 2>/dev/null; done
}
