import { resolve } from "node:path";
import type { Settings } from "./settings.ts";
import type { Stack } from "./stack.ts";
import { databases, services, usualStackPorts } from "./stack-ports.ts";
import { table } from "./table.ts";

/** What `make up` prints when everything runs: where things are, a first registration to paste, and how it is stopped. */
export function welcome(stack: Stack, settings: Settings): string {
  const { urls, adminUrls, plan } = stack;
  const { external, ports } = plan;
  const { shownDir, make } = settings;
  const ours = databases.filter((name) => !external.databases[name]);
  const rows = [
    ...services.map((name) => [name, urls[name], `${adminUrls[name]}/readyz, /metrics`]),
    ...ours.map((name) => [`postgres-${name}`, `postgres://${name}_app@localhost:${ports.databases[name]}/${name}`]),
    ...(external.temporal ? [] : [["temporal", `localhost:${ports.temporal.frontend}`, "namespace flock"]]),
    ["data", shownDir, `passwords in ${shownDir}/secrets, logs in ${shownDir}/logs`],
  ];
  const moved = variables(stack, settings);
  const parts = [
    table(rows),
    `Register somebody:\n  ${curl(urls.orchestrator)}`,
    ...(moved.length > 0 ? [`npx flock finds this stack after:\n  export ${moved.join(" ")}`] : []),
    "Ctrl-C stops everything; the data stays. In another terminal:",
  ];
  const commands = [
    [`${make} down`, "the same"],
    [`${make} reset`, "stops everything and deletes its data and secrets"],
  ];
  return `\n${parts.join("\n\n")}\n${table(commands)}\n`;
}

// What differs from where the flock command, and an operator by the README, look by themselves.
function variables({ urls, plan }: Stack, { isElsewhere }: Settings): string[] {
  const isMoved = plan.ports.services.orchestrator.port !== usualStackPorts().services.orchestrator.port;
  const addresses = [
    `FLOCK_ORCHESTRATOR_URL=${urls.orchestrator}`,
    `FLOCK_AUTH_URL=${urls["auth-service"]}`,
    `FLOCK_PROFILE_URL=${urls["profile-service"]}`,
  ];
  const credential = `FLOCK_CREDENTIAL_FILE=${quoted(resolve(plan.dir, "secrets/OPERATOR_CREDENTIAL"))}`;
  return [...(isMoved ? addresses : []), ...(isElsewhere ? [credential] : [])];
}

const quoted = (text: string) => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

function curl(url: string): string {
  const body = {
    email: "mary@example.com",
    password: "seven wild geese over the lake",
    username: "mary",
    display_name: "Mary Anning",
  };
  const method = "flock.registration.v1.RegistrationService/Register";
  return `curl -sS -H 'content-type: application/json' -d '${JSON.stringify(body)}' ${url}/${method}`;
}
