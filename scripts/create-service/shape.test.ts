import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { databases } from "../../dev/stack-ports.ts";
import { exists, read } from "../../test/sources.ts";
import { namesOf } from "./names.ts";
import { makePlan } from "./plan.ts";

const root = join(import.meta.dirname, "../..");
const verb = /^export const (\w+) =\n {2}\(\{ database[^)]*\) =>\n {2}async \(.*\): Promise<.+> =>/m;
const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const inOrder = (text: string, ...parts: string[]) =>
  parts.every((part, index) => text.indexOf(part) > text.indexOf(parts[index - 1] ?? ""));

/** What is not as in any other service. `list` gives the files that match. */
function shapeFindings(name: string, list: (pattern: string) => string[], textOf: (path: string) => string): string[] {
  const wanted = [
    ...["main", "config", "routes", "schema", "main.test"].map((file) => `${name}-service/${file}.ts`),
    ...[`test/${name}.ts`, `proto/flock/${name}/v1/*_service.proto`, `drizzle/${name}/0001_*.sql`],
    ...["deployment", "disruption-budget", "kustomization", "service"].map(
      (file) => `k8s/base/${name}-service/${file}.yaml`,
    ),
    ...[`k8s/base/migrations/${name}-migrate.yaml`, `k8s/base/postgres/${name}-db.yaml`],
    ...["autoscaling/autoscalers", "gateway/edge", "network-policies/flock"].map(
      (folder) => `k8s/components/${folder}/${name}-service.yaml`,
    ),
    ...[`${name}-service/**/translators.ts`, `${name}-service/**/create-*.ts`],
  ];
  const missing = wanted.filter((pattern) => list(pattern).length === 0);
  if (missing.length > 0) return missing.map((pattern) => `${pattern} is missing`);
  const steps = [
    "await start(name",
    "parseEnv(",
    "createLog(name",
    "openDatabase(",
    "requireMigrations(",
    "await serve(",
  ];
  const migration = textOf(list(`drizzle/${name}/0001_*.sql`)[0] ?? "");
  const grants = [
    "CREATE TABLE",
    "CREATE FUNCTION touch_updated_at",
    "CREATE TRIGGER",
    `TO ${name}_app`,
    "ON schema_migrations",
  ];
  const routes = textOf(`${name}-service/routes.ts`);
  return [
    ...(inOrder(textOf(`${name}-service/main.ts`).replaceAll("parseEnv(authEnv", "parseEnv("), ...steps)
      ? []
      : ["main.ts goes another way"]),
    ...(inOrder(migration, ...grants) ? [] : ["the first migration has another form"]),
    ...(new RegExp(`^export function ${name}Routes\\(`, "m").test(routes) ? [] : ["routes.ts has another form"]),
  ];
}

/** Files of one verb that are not called like it, or do not have the form of one. */
const verbFindings = (paths: string[], textOf: (path: string) => string) =>
  paths.filter((path) => {
    const [, name = ""] = verb.exec(textOf(path)) ?? [];
    return !path.endsWith(`/${kebab(name)}.ts`);
  });

/** The verbs of a service: what its table of contents imports beside the translators. */
const verbsOf = (name: string, textOf: (path: string) => string) =>
  [...textOf(`${name}-service/routes.ts`).matchAll(/from "\.\/([a-z-]+\.ts)"/g)]
    .map(([, file]) => `${name}-service/${file}`)
    .filter((path) => !path.endsWith("/translators.ts"));

describe("services of one shape", () => {
  const list = (pattern: string) => globSync(pattern, { cwd: root }).filter((path) => exists(path));

  for (const name of databases) {
    it(`are what there is: ${name}-service`, () => {
      assert.deepEqual(shapeFindings(name, list, read), []);
    });
  }

  for (const durable of [false, true]) {
    it(`are what the template makes${durable ? ", with a workflow" : ""}`, () => {
      const { files } = makePlan({ names: namesOf("billing", "invoice"), durable, read });
      const textOf = (path: string) => files.get(path) ?? "";
      const matching = (pattern: string) => [...files.keys()].filter((path) => globbed(pattern).test(path));
      assert.deepEqual(shapeFindings("billing", matching, textOf), []);
      const verbs = verbsOf("billing", textOf);
      assert.equal(verbs.length, 3);
      assert.deepEqual(verbFindings(verbs, textOf), []);
    });
  }

  it("have verbs of one form, those of profile-service included", () => {
    const verbs = verbsOf("profile", read);
    assert.ok(verbs.length >= 4);
    assert.deepEqual(verbFindings(verbs, read), []);
  });

  it("are told from others", () => {
    const without = (gone: string) => (pattern: string) => list(pattern).filter((path) => path !== gone);
    assert.deepEqual(shapeFindings("profile", without("profile-service/schema.ts"), read), [
      "profile-service/schema.ts is missing",
    ]);
    const changed = (path: string) => read(path).replace("requireMigrations(", "trustMigrations(");
    assert.deepEqual(shapeFindings("profile", list, changed), ["main.ts goes another way"]);
  });
});

const globbed = (pattern: string) =>
  new RegExp(
    `^${pattern
      .replaceAll(".", "\\.")
      .replaceAll("**/", "(?:.+/)?")
      .replace(/(?<!\))\*/g, "[^/]*")}$`,
  );
