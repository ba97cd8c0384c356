import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { kubeconform } from "./kubeconform.ts";
import { schemas } from "./schemas.ts";
import type { ToolOptions } from "./tool-options.ts";

/** What is wrong with one object: a field against its schema, or no schema for its kind. */
export type Fault = { kind: string; name: string; fault: string };

/** A function that holds manifests (YAML or JSON) against the schemas and answers what does not conform. */
export async function conformer(options: ToolOptions): Promise<(manifests: string) => Promise<Fault[]>> {
  const program = await kubeconform(options);
  // Several at once would each read the same schemas, and take three times the work.
  const args = ["-n", "1", "-strict", "-output", "json", "-verbose", ...locations((await schemas(options)).schemas)];
  return async (manifests) => faults(JSON.parse(await output(program, args, manifests)) as Output);
}

type Output = { resources: { kind: string; name: string; status: string; msg: string }[] };

const locations = (folder: string) => [
  "-schema-location",
  `${folder}/{{.ResourceKind}}{{.KindSuffix}}.json`,
  "-schema-location",
  `${folder}/{{.Group}}_{{.ResourceKind}}_{{.ResourceAPIVersion}}.json`,
];

async function output(program: string, args: string[], input: string): Promise<string> {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(input);
  return await text(child.stdout);
}

function faults({ resources }: Output): Fault[] {
  const seen = resources.filter(({ status }) => status !== "");
  // Nothing looked at is no success.
  if (seen.length === 0) throw new Error("kubeconform found no object");
  return seen
    .filter(({ status }) => status !== "statusValid")
    .map(({ kind, name, msg, status }) => ({ kind, name, fault: msg || status }));
}
