import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { kubectl } from "./kubectl.ts";
import type { ToolOptions } from "./tool-options.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const MOST_BYTES = 64 * 1024 * 1024;

/** What can be deployed, and what is held against schemas and a server: folders with a kustomization. */
export const OVERLAYS = ["k8s/overlays/kind", "k8s/overlays/production", "k8s/checks/production-cassandra"];

/** The manifests of a folder with a kustomization, as one YAML text. */
export async function rendered(folder: string, options: ToolOptions): Promise<string> {
  const program = await kubectl(options);
  const { stdout } = await run(program, ["kustomize", folder], { cwd: root, env: options.env, maxBuffer: MOST_BYTES });
  return stdout;
}
