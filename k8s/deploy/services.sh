# The services of Flock and their ports, in the order in which they are restarted; each X-service has a database X.

services=(
  auth-service:8081
  profile-service:8082
  orchestrator:8080
)

databases() {
  local service
  for service in "${services[@]%:*}"; do [[ $service != *-service ]] || printf '%s\n' "${service%-service}"; done
}
