import type { Settings } from "./settings.ts";
import type { Stack } from "./stack.ts";
import { databases, services } from "./stack-ports.ts";
import { table } from "./table.ts";

/** What `make up` prints when everything runs: where things are, and a first registration to paste. */
export function welcome({ urls, adminUrls, plan }: Stack, { shownDir, make }: Settings): string {
  const { external, ports } = plan;
  const ours = databases.filter((name) => !external.databases[name]);
  const rows = [
    ...services.map((name) => [name, urls[name], `${adminUrls[name]}/readyz, /metrics`]),
    ...ours.map((name) => [`postgres-${name}`, `postgres://${name}_app@localhost:${ports.databases[name]}/${name}`]),
    ...(external.temporal ? [] : [["temporal", `localhost:${ports.temporal.frontend}`, "namespace flock"]]),
    ["data", shownDir, `passwords in ${shownDir}/secrets, logs in ${shownDir}/logs`],
  ];
  return `\n${table(rows)}\n\nRegister somebody:\n  ${curl(urls.orchestrator)}\n\nCtrl-C stops everything; ${make} reset forgets it.\n`;
}

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
