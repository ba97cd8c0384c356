import { Refusal } from "./refusal.ts";

/** The ports of a service and of its database. */
export type Ports = { port: number; database: number };

/** Where the services and their ports are listed. */
export const PORTS_FILE = "dev/stack-ports.ts";

const entry = /^ {2}"([a-z]+)-service": \{ port: (\d+), database: (\d+) \},$/gm;

/** The ports of every service that has a database, by its first word. */
export function readPorts(text: string): Map<string, Ports> {
  const found = [...text.matchAll(entry)].map(
    ([, name = "", port, database]) => [name, { port: Number(port), database: Number(database) }] as const,
  );
  if (!found.some(([name]) => name === "profile")) throw new Refusal(`${PORTS_FILE} does not list profile-service`);
  return new Map(found);
}

/** The next ports that no service has. */
export function nextPorts(taken: Map<string, Ports>): Ports {
  const next = (kind: keyof Ports) => Math.max(...[...taken.values()].map((ports) => ports[kind])) + 1;
  return { port: next("port"), database: next("database") };
}
