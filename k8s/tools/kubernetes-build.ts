import { readFile, writeFile } from "node:fs/promises";
import { type GoOptions, go } from "../../dev/go.ts";
import { goModule } from "./go-module.ts";
import { goProgram } from "./go-program.ts";
import type { ToolOptions } from "./tool-options.ts";
import { KUBERNETES_VERSION } from "./versions.ts";

const MODULE = "k8s.io/kubernetes";

/** The path of a command of Kubernetes: the cached one, or one built now, which takes so long. */
export const kubernetesProgram = (name: string, takes: string, options: ToolOptions): Promise<string> =>
  goProgram({ name, version: KUBERNETES_VERSION, takes, build: (build) => buildKubernetes(name, build) }, options);

async function buildKubernetes(command: string, options: GoOptions): Promise<void> {
  const { goMod } = await goModule(MODULE, `v${KUBERNETES_VERSION}`, options);
  await writeFile(`${options.dir}/go.mod`, moduleFor(await readFile(goMod, "utf8"), KUBERNETES_VERSION));
  await go(
    ["build", "-mod=mod", "-trimpath", `-ldflags=${linked()}`, "-o", command, `${MODULE}/cmd/${command}`],
    options,
  );
}

/**
 * A module that depends on Kubernetes. Kubernetes replaces its staging modules by folders that its own module does not
 * hold, so `go install` refuses it; they are published beside it, version 0.x for Kubernetes 1.x.
 */
export function moduleFor(goMod: string, version: string): string {
  const staging = [...goMod.matchAll(/^\s*(?:replace\s+)?(\S+) => \.\/staging\//gm)].map(([, name]) => name);
  const goLine = goMod.match(/^go \S+$/m)?.[0] ?? "";
  const replaces = staging.map((name) => `replace ${name} => ${name} v${version.replace(/^1\./, "0.")}`);
  return ["module build", goLine, `require ${MODULE} v${version}`, ...replaces, ""].join("\n\n");
}

// Without a version of its own a server calls itself 0.0, and kubectl compares versions.
function linked(): string {
  const [major, minor] = KUBERNETES_VERSION.split(".");
  const values = { gitVersion: `v${KUBERNETES_VERSION}`, gitMajor: major, gitMinor: minor };
  const set = Object.entries(values).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  return ["-s -w", ...set].join(" ");
}
