import { freePorts } from "./free-ports.ts";
import { freeTemporalPorts, type TemporalPorts, usualPorts } from "./temporal-config.ts";

/** The processes that are Flock itself. */
export const services = ["orchestrator", "auth-service", "profile-service"] as const;
export type Service = (typeof services)[number];

/** The services that have a database; it bears the first word of their name. */
export const databases = ["auth", "profile"] as const;
export type Database = (typeof databases)[number];

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
    services: { orchestrator: pair(8080), "auth-service": pair(8081), "profile-service": pair(8082) },
    databases: { auth: 5541 + offset, profile: 5542 + offset },
    temporal: usualPorts(offset),
  };
}

/** Ports that nobody uses, for a stack that belongs to a test. */
export async function freeStackPorts(): Promise<StackPorts> {
  const free = await freePorts(8);
  const take = () => free.pop() as number;
  const pair = () => ({ port: take(), admin: take() });
  return {
    services: { orchestrator: pair(), "auth-service": pair(), "profile-service": pair() },
    databases: { auth: take(), profile: take() },
    temporal: await freeTemporalPorts(),
  };
}

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
