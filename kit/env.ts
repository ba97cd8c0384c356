import { readFileSync } from "node:fs";
import { z } from "zod";

export { flag, integer, list, parsed, port, secret, text, url } from "./fields.ts";

/** The environment as a process receives it. */
export type Env = Record<string, string | undefined>;

/** Configuration that a process can not start with. The message holds one line per fault: `NAME: what is wrong`. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.name = "ConfigError";
    this.faults = faults;
  }
}

/**
 * Reads every variable of the schema and throws one ConfigError with all faults. An empty variable counts as absent.
 * A secret may come as NAME or as NAME_FILE (the path of a file that holds it), never as both, and is never quoted.
 */
export function parseEnv<S extends z.ZodObject>(schema: S, env: Env): z.output<S> {
  const faults = new Map<string, string>();
  const values: Env = {};
  for (const [name, field] of Object.entries(schema.shape)) {
    const value = isSecret(field) ? readSecret(name, env, faults) : env[name];
    if (value) values[name] = value;
  }
  const result = schema.safeParse(values);
  for (const issue of result.error?.issues ?? []) {
    const name = String(issue.path[0] ?? "configuration");
    if (!faults.has(name)) faults.set(name, explain(issue.message, values[name], isSecret(schema.shape[name])));
  }
  if (!result.success || faults.size > 0) throw new ConfigError([...faults].map(([name, what]) => `${name}: ${what}`));
  return result.data;
}

/** One row of the documentation of a schema: what a variable means and what it is when absent. */
export type EnvDoc = { name: string; description: string; default: string | undefined; secret: boolean };

/** The documentation of a schema, from the descriptions and defaults of its fields. */
export function describeEnv(schema: z.ZodObject): EnvDoc[] {
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    description: String(layers(field).find(hasDescription)?.meta()?.description ?? ""),
    default: defaultOf(field),
    secret: isSecret(field),
  }));
}

/** Whether a field was made by secret(), however it was wrapped since. */
const isSecret = (field: z.core.$ZodType | undefined): boolean =>
  layers(field).some((layer) => layer.meta()?.secret === true);

const hasDescription = (layer: z.ZodType) => layer.meta()?.description !== undefined;

/** The schema and all that it wraps: optional, default, pipe. */
function layers(field: z.core.$ZodType | undefined): z.ZodType[] {
  if (!(field instanceof z.ZodType)) return [];
  const { innerType, in: from, out: to } = field.def as { innerType?: z.ZodType; in?: z.ZodType; out?: z.ZodType };
  return [field, ...layers(innerType), ...layers(from), ...layers(to)];
}

function defaultOf(field: z.core.$ZodType): string | undefined {
  const found = layers(field).find((layer) => layer instanceof z.ZodDefault);
  return found && String(found.def.defaultValue);
}

function readSecret(name: string, env: Env, faults: Map<string, string>): string | undefined {
  const path = env[`${name}_FILE`];
  if (!path) return env[name];
  if (env[name]) return void faults.set(name, `is set together with ${name}_FILE; set one of them`);
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    return void faults.set(name, `the file of ${name}_FILE can not be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function explain(message: string, value: string | undefined, secret: boolean): string {
  if (value === undefined) return secret ? "is required (or its file, by the same name with _FILE)" : "is required";
  return secret && message.includes(value) ? "is not valid" : message;
}
