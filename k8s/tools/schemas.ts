import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory, keepOnce } from "../../dev/keep-once.ts";
import { since, whileSaying } from "../../dev/progress.ts";
import { requireGo } from "./go-program.ts";
import { makeSchemas } from "./make-schemas.ts";
import type { ToolOptions } from "./tool-options.ts";

/** Folders of what a cluster with every operator knows: schemas for kubeconform, CustomResourceDefinitions for a server. */
export type Schemas = { schemas: string; definitions: string };

/** The schemas of all kinds that are used here: the cached ones, or ones made now from Go modules. */
export async function schemas(options: ToolOptions): Promise<Schemas> {
  const { env, say } = options;
  const kept = join(cacheDirectory(env), `kubernetes-schemas-${fingerprint()}`);
  if (!existsSync(kept)) {
    await requireGo("the schemas of Kubernetes and its operators", env);
    const start = Date.now();
    say("making the schemas of Kubernetes and its operators from their Go modules; this takes about a minute, once");
    await keepOnce(kept, (dir) => whileSaying(say, "making schemas", () => makeSchemas(dir, options)));
    say(`the schemas are ready after ${since(start)}, kept as ${kept}`);
  }
  return { schemas: join(kept, "schemas"), definitions: join(kept, "definitions") };
}

// Other versions, or another way to convert, make other schemas.
function fingerprint(): string {
  const code = ["json-schema.ts", "core-schemas.ts", "custom-schemas.ts", "make-schemas.ts", "versions.ts"];
  const hash = createHash("sha256");
  for (const file of code) hash.update(readFileSync(join(import.meta.dirname, file)));
  return hash.digest("hex").slice(0, 12);
}
