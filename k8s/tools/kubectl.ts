import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { isProgram } from "../../dev/keep-once.ts";
import { kubernetesProgram } from "./kubernetes-build.ts";
import { inPath, type ToolOptions } from "./tool-options.ts";
import { KUBECTL_MINORS } from "./versions.ts";

const run = promisify(execFile);

/** The path of a kubectl that fits: the one that KUBECTL names or PATH has, the cached one, or one built now. */
export async function kubectl(options: ToolOptions): Promise<string> {
  const own = ownKubectl(options.env);
  if (own && (await fits(own, options))) return own;
  return await kubernetesProgram("kubectl", "2 minutes", options);
}

function ownKubectl(env: NodeJS.ProcessEnv): string | undefined {
  const named = env.KUBECTL || "kubectl";
  return isProgram(named) ? named : inPath(named, env);
}

async function fits(program: string, { env, say }: ToolOptions): Promise<boolean> {
  const version = await versionOf(program, env);
  if (isFitting(version)) return true;
  const { first, last } = KUBECTL_MINORS;
  say(`${program} is ${version ?? "of an unknown version"}, wanted is 1.${first} to 1.${last}: passed over`);
  return false;
}

async function versionOf(program: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await run(program, ["version", "--client", "-o", "json"], { env });
    const { clientVersion } = JSON.parse(stdout) as { clientVersion?: { gitVersion?: string } };
    return clientVersion?.gitVersion;
  } catch {
    return undefined;
  }
}

/** Whether a kubectl of this version, such as v1.36.3, can do what is here. */
export function isFitting(version: string | undefined): boolean {
  const [, minor] = version?.match(/^v1\.(\d+)\./) ?? [];
  return minor !== undefined && Number(minor) >= KUBECTL_MINORS.first && Number(minor) <= KUBECTL_MINORS.last;
}
