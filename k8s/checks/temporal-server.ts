import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Child, startChild } from "../../dev/child.ts";
import { serverConfig, type TemporalPorts } from "../../dev/temporal-config.ts";

/** Temporal's configuration as the cluster gets it: the template of the server's file, and what it reads while it runs. */
export type TemporalConfig = { template: string; dynamic: string };

/** Where a test's server keeps its files, listens and looks for its store. Its certificates lie in `run`, as a pod has them in /run. */
export type Place = { dir: string; ports: TemporalPorts; metrics: number; store: number };

const base = join(import.meta.dirname, "../base/temporal/server");

/** The configuration that the manifests carry. */
export const temporalConfig = (): TemporalConfig => ({
  template: readFileSync(join(base, "temporal.yaml"), "utf8"),
  dynamic: readFileSync(join(base, "dynamic.yaml"), "utf8"),
});

/** The template with the folders and ports of a test in place of the pod's. All else is as deployed. */
export function moved(template: string, { dir, ports, metrics, store }: Place): string {
  const numbers = { 7233: ports.frontend, 7234: ports.history, 7235: ports.matching, 7239: ports.worker };
  const members = {
    6933: ports.frontendMembership,
    6934: ports.historyMembership,
    6935: ports.matchingMembership,
    6939: ports.workerMembership,
  };
  const all = Object.entries({ ...numbers, ...members, 9090: metrics, 9142: store });
  return all
    .reduce((text, [from, to]) => text.replaceAll(from, String(to)), template)
    .replaceAll("/run/", `${dir}/run/`)
    .replaceAll("/etc/temporal/config/", `${dir}/`)
    .replaceAll("0.0.0.0", "127.0.0.1");
}

/** The template filled in, with stores in memory in place of the cluster's databases. */
export function storedInMemory(template: string, place: Place, env: Record<string, string>): string {
  const config = parse(filledIn(template, env));
  const { persistence } = serverConfig(place.dir, place.ports, "memory");
  return JSON.stringify({ ...config, persistence });
}

/** What the server makes of the template. */
export const filledIn = (template: string, env: Record<string, string>) =>
  template.replace(/\{\{ env "(\w+)" \}\}/g, (_, name: string) => env[name] ?? "");

/** Starts a server with this file, as a pod does but with all roles in one process. */
export async function startServer(
  binary: string,
  place: Place,
  file: string,
  env: Record<string, string>,
): Promise<Child> {
  mkdirSync(place.dir, { recursive: true });
  const config = join(place.dir, "temporal.yaml");
  writeFileSync(config, file);
  writeFileSync(join(place.dir, "dynamic.yaml"), temporalConfig().dynamic);
  const args = [`--config-file=${config}`, "--allow-no-auth", "start"];
  return await startChild({ command: binary, args, env, cwd: place.dir, logFile: join(place.dir, "server.log") });
}
