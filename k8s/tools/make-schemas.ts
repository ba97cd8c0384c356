import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { GoOptions } from "../../dev/go.ts";
import { coreSchemas } from "./core-schemas.ts";
import { type CustomDefinition, customSchemas } from "./custom-schemas.ts";
import { goModule } from "./go-module.ts";
import type { Schema } from "./json-schema.ts";
import type { ToolOptions } from "./tool-options.ts";
import { DEFINITION_MODULES, type DefinitionModule, KUBERNETES_VERSION } from "./versions.ts";

/** Makes a folder of schemas and definitions within a folder, and answers its path. */
export async function makeSchemas(dir: string, { env, signal }: ToolOptions): Promise<string> {
  const go: GoOptions = { dir, env, ...(signal && { signal }) };
  const made = join(dir, "made");
  await mkdir(join(made, "schemas"), { recursive: true });
  await mkdir(join(made, "definitions"));
  const kubernetes = await goModule("k8s.io/kubernetes", `v${KUBERNETES_VERSION}`, go);
  const swagger = await readFile(join(kubernetes.folder, "api/openapi-spec/swagger.json"), "utf8");
  await writeSchemas(made, coreSchemas(JSON.parse(swagger)));
  for (const source of DEFINITION_MODULES) await addModule(made, source, go);
  return made;
}

async function addModule(made: string, source: DefinitionModule, { env, ...go }: GoOptions): Promise<void> {
  const { module, version, folders, unknownToSumDatabase } = source;
  const flags = unknownToSumDatabase ? { GONOSUMDB: module } : {};
  const { folder } = await goModule(module, version, { ...go, env: { ...env, ...flags } });
  for (const name of folders) await addFolder(made, join(folder, name));
}

async function addFolder(made: string, folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml"));
  for (const name of names) {
    const text = await readFile(join(folder, name), "utf8");
    const found = definitionsIn(text);
    if (found.length > 0) await writeFile(join(made, "definitions", name), text);
    for (const definition of found) await writeSchemas(made, customSchemas(definition));
  }
}

function definitionsIn(text: string): CustomDefinition[] {
  const objects = parseAllDocuments(text).map((document) => document.toJS() as CustomDefinition | null);
  return objects.filter((object): object is CustomDefinition => object?.kind === "CustomResourceDefinition");
}

async function writeSchemas(made: string, files: Record<string, Schema>): Promise<void> {
  for (const [name, schema] of Object.entries(files)) {
    await writeFile(join(made, "schemas", name), JSON.stringify(schema));
  }
}
