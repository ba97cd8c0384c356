import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { z } from "zod";
import {
  ConfigError,
  describeEnv,
  type Env,
  flag,
  integer,
  list,
  parsed,
  parseEnv,
  port,
  secret,
  text,
  url,
} from "./env.ts";

const faultsOf = (schema: z.ZodObject, env: Env): readonly string[] => {
  try {
    parseEnv(schema, env);
  } catch (error) {
    assert(error instanceof ConfigError);
    return error.faults;
  }
  return [];
};

function secretFile(t: { after(done: () => void): void }, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), "flock-env-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "secret"), content);
  return join(folder, "secret");
}

test("all faults of a configuration are told at once, each with its variable's name", () => {
  const schema = z.object({
    PORT: port(),
    ADMIN_PORT: port(),
    MODE: text(),
    STRICT: flag(),
    WORKERS: integer({ min: 1, max: 8 }),
    AUTH_URL: url(),
    KEY: secret(),
  });
  const env = { PORT: "80800", ADMIN_PORT: "eight", STRICT: "yes", WORKERS: "9", AUTH_URL: "ftp://auth" };
  assert.deepEqual(faultsOf(schema, env), [
    "PORT: must be a whole number from 0 to 65535",
    "ADMIN_PORT: must be a whole number from 0 to 65535",
    "MODE: is required",
    "STRICT: must be true or false",
    "WORKERS: must be a whole number from 1 to 8",
    "AUTH_URL: must be an http or https URL",
    "KEY: is required (or its file, by the same name with _FILE)",
  ]);
});

test("a secret may come from a file, without the line end that editors add", (t) => {
  assert.deepEqual(parseEnv(z.object({ KEY: secret() }), { KEY_FILE: secretFile(t, "from a file\n") }), {
    KEY: "from a file",
  });
});

test("a secret that comes twice, or whose file can not be read, is a fault", (t) => {
  const schema = z.object({ KEY: secret(), OTHER: secret() });
  assert.deepEqual(faultsOf(schema, { KEY: "x", KEY_FILE: secretFile(t, "y"), OTHER_FILE: "/does/not/exist" }), [
    "KEY: is set together with KEY_FILE; set one of them",
    "OTHER: the file of OTHER_FILE can not be read (ENOENT)",
  ]);
});

test("only a secret is read from a file", () => {
  assert.deepEqual(faultsOf(z.object({ MODE: text() }), { MODE_FILE: "/etc/hostname" }), ["MODE: is required"]);
});

test("a fault never quotes a secret, not even when its parser does", () => {
  const quoting = (value: string): string => {
    throw new Error(`no such key: ${value}`);
  };
  const schema = z.object({ KEY: parsed(secret(), quoting), OPEN: parsed(text(), quoting) });
  assert.deepEqual(faultsOf(schema, { KEY: "hunter2", OPEN: "shown" }), [
    "KEY: is not valid",
    "OPEN: no such key: shown",
  ]);
});

test("the documentation of a schema names every variable, its meaning and its default", () => {
  const schema = z.object({
    PORT: port(8080).meta({ description: "Port of the service." }),
    KEY: parsed(secret(), String).optional().meta({ description: "The key." }),
    ORIGINS: list(),
  });
  assert.deepEqual(describeEnv(schema), [
    { name: "PORT", description: "Port of the service.", default: "8080", secret: false },
    { name: "KEY", description: "The key.", default: undefined, secret: true },
    { name: "ORIGINS", description: "", default: "", secret: false },
  ]);
});
