import { freePorts } from "./free-ports.ts";
import { freeTemporalPorts, type TemporalPorts, usualPorts } from "./temporal-config.ts";

/** The processes that are Flock itself, each with its usual port, and with that of its database if it has one. */
const usual = {
  orchestrator: { port: 8080 },
  "auth-service": { port: 8081, database: 5541 },
  "profile-service": { port: 8082, database: 5542 },
} as const;

export type Service = keyof typeof usual;
export const services = Object.keys(usual) as Service[];

/** A database bears the first word of its service's name. */
export type Database = First<Service>;
type First<S extends Service> = S extends `${infer Name}-service` ? Name : never;
export const databases = services
  .filter((name) => "database" in usual[name])
  .map((name) => name.replace("-service", "")) as Database[];

/** The database of a service, if it has one. */
export const databaseOf = (service: Service): Database | undefined =>
  databases.find((name) => service === `${name}-service`);

/** Every port of a stack. `port` is a service's RPCs, `admin` its /readyz and /metrics. */
export type StackPorts = {
  services: Record<Service, { port: number; admin: number }>;
  databases: Record<Database, number>;
  temporal: TemporalPorts;
};

/** The ports of `make up`, all moved by an offset so that a second stack fits beside the first. */
export function usualStackPorts(offset = 0): StackPorts {
  const pair = (port: number) => ({ port: port + offset, admin: port + offset + 1000 });
  return {
    services: byName(services, (name) => pair(usual[name].port)),
    databases: byName(databases, (name) => usual[`${name}-service` as const].database + offset),
    temporal: usualPorts(offset),
  };
}

/** Ports that nobody uses, for a stack that belongs to a test. */
export async function freeStackPorts(): Promise<StackPorts> {
  const free = await freePorts(2 * services.length + databases.length);
  const take = () => free.pop() as number;
  const pair = () => ({ port: take(), admin: take() });
  return {
    services: byName(services, pair),
    databases: byName(databases, take),
    temporal: await freeTemporalPorts(),
  };
}

/** What belongs to each of these names. */
export const byName = <K extends string, V>(names: readonly K[], of: (name: K) => V): Record<K, V> =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<K, V>;

/** Every port with the name of what listens there. */
export function namedPorts(ports: StackPorts, { without }: { without: string[] }): { name: string; port: number }[] {
  const ofServices = services.flatMap((name) => [
    { name, port: ports.services[name].port },
    { name, port: ports.services[name].admin },
  ]);
  const ofDatabases = databases.map((name) => ({ name: `postgres-${name}`, port: ports.databases[name] }));
  const ofTemporal = Object.values(ports.temporal).map((port) => ({ name: "temporal", port }));
  return [...ofServices, ...ofDatabases, ...ofTemporal].filter(({ name }) => !without.includes(name));
}
