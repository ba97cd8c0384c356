import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { databases as names, services } from "../../dev/stack-ports.ts";
import { newCredential } from "../../kit/credentials.ts";
import { type DatabaseOf, type TestDatabase, testDatabase } from "../../test/database.ts";
import type { TestProcess } from "../../test/process.ts";
import { type TestTemporal, testTemporal } from "../../test/temporal.ts";
import { makeBases } from "./testing/image-bases.ts";
import { type ImageRoot, openImage } from "./testing/image-root.ts";
import { type ImageStore, imageStore, putProgram } from "./testing/image-store.ts";

const execute = promisify(execFile);
const clone = join(import.meta.dirname, "../..");
const { version } = JSON.parse(readFileSync(join(clone, "package.json"), "utf8")) as { version: string };
const key = `k1:${Buffer.alloc(32, 7).toString("base64")}`;
const anyPort = { PORT: "0", ADMIN_PORT: "0" };
// A build takes some 40 seconds on two cores that have nothing else to do.
const slow = { timeout: 450_000 };
const of = { SOURCE_DATE_EPOCH: "1700000000", REVISION: "0123abc" };

describe("the image", { timeout: 900_000 }, () => {
  let store: ImageStore;
  let bases: Record<string, string>;
  let said: string;
  let image: ImageRoot;
  const build = (from: string, env: NodeJS.ProcessEnv, ...args: string[]) =>
    execute("bash", [join(from, "scripts/image.sh"), ...args], { env: { ...store.env, ...bases, ...of, ...env } });
  const inApp = (pattern: string) => globSync(pattern, { cwd: join(image.path, "app") }).sort();
  const find = async (...what: string[]) => {
    const { stdout } = await execute("find", [image.path, "-path", join(image.path, "dev"), "-prune", "-o", ...what]);
    return stdout.replaceAll(image.path, "").split("\n").filter(Boolean);
  };

  before(async () => {
    store = await imageStore();
    bases = await makeBases(store);
    await putProgram(join(store.dir, "bin/kind"), `echo "$@"; tar xOf "$3" manifest.json`);
    const SBOM = join(store.dir, "sbom.json");
    said = (await build(clone, { SBOM }, "--load-kind", "somewhere")).stdout;
    image = await openImage(store, `localhost/flock:${version}`);
  }, slow);
  after(() => store?.remove());

  it("is built by a builder that answers, not by a client without an engine, and handed to kind under its name", () => {
    assert.match(said, /^building localhost\/flock:\S+ by buildah$/m);
    assert.match(said, /^load image-archive \S+ --name somewhere$/m);
    assert.ok(said.includes(`"RepoTags":["localhost/flock:${version}"]`));
  });

  it("says what it is, and runs as nobody known", () => {
    const label = (name: string) => image.config.Labels[`org.opencontainers.image.${name}`];
    assert.deepEqual(["title", "version", "revision", "created"].map(label), [
      "Flock",
      version,
      of.REVISION,
      "2023-11-14T22:13:20Z",
    ]);
    assert.equal(image.config.User, "10001:10001");
    assert.ok(image.config.Env.includes("NODE_ENV=production"));
  });

  it("holds what runs, and neither tests, tools nor npm", async () => {
    const folders = ["cli", "drizzle", "gen", "kit", "node_modules", ...services];
    const files = ["LICENSE", "package.json", "sbom.cdx.json", "workflow-bundle.js"];
    assert.deepEqual(inApp("*"), [...files, ...folders].sort());
    const kinds = new Set(folders.filter((name) => name !== "node_modules").flatMap((name) => inApp(`${name}/**/*.*`)));
    const strange = [...kinds].filter((path) => !/\.(ts|sql)$/.test(path) || /\.test\.ts$|\/testing\//.test(path));
    assert.deepEqual(strange.sort(), ["auth-service/passwords/common-passwords.txt", "cli/flock.js"]);
    assert.deepEqual(await find("-name", "npm", "-print", "-o", "-name", "npx", "-print"), []);
    assert.equal((await image.run(["node", "--version"]).ended).printed, "v24.21.0\n");
  });

  it("holds the packages of production and no others", () => {
    const { packages } = JSON.parse(readFileSync(join(clone, "package-lock.json"), "utf8"));
    const forTools = Object.entries(packages as Record<string, { dev?: boolean }>).filter(([, { dev }]) => dev);
    assert.ok(forTools.length > 50);
    assert.deepEqual(
      forTools.map(([path]) => path).filter((path) => existsSync(join(image.path, "app", path))),
      [],
    );
  });

  it("lists its packages, the same inside and beside it", () => {
    const text = readFileSync(join(image.path, "app/sbom.cdx.json"), "utf8");
    assert.equal(readFileSync(join(store.dir, "sbom.json"), "utf8"), text);
    const { metadata, components } = JSON.parse(text) as Bom;
    assert.equal(metadata.component["bom-ref"], `flock@${version}`);
    const listed = new Set(components.map(({ name, version }) => `${name}@${version}`));
    for (const name of ["bcrypt@6.0.0", "pg@8.23.1", `node-linux-${process.arch}@24.21.0`]) assert.ok(listed.has(name));
    const installed = [...inApp("**/node_modules/*/package.json"), ...inApp("**/node_modules/@*/*/package.json")];
    const there = installed.map((path) => JSON.parse(readFileSync(join(image.path, "app", path), "utf8")) as Package);
    assert.deepEqual(
      there.map(({ name, version }) => `${name}@${version}`).filter((name) => !listed.has(name)),
      [],
    );
  });

  it("lends nobody a right: no program is setuid or setgid, and only /tmp can be written", async () => {
    assert.deepEqual(await find("-type", "f", "-perm", "/6000", "-print"), []);
    const open = ["(", "-perm", "-0002", "-o", "-uid", "10001", "-o", "-gid", "10001", ")"];
    assert.deepEqual(await find("!", "-type", "l", ...open, "-print"), ["/tmp"]);
  });

  for (const main of services)
    it(`runs ${main}, which without a configuration says what is missing and ends with 1`, async () => {
      const { code, printed } = await image.run(["node", `${main}/main.ts`]).ended;
      assert.equal(code, 1);
      assert.match(printed, main === "orchestrator" ? /^ {2}CODEC_KEYS: /m : /^ {2}DATABASE_URL: /m);
    });

  it("runs the operator's command", async () => {
    const { code, printed } = await image.run(["flock", "--version"]).ended;
    assert.deepEqual({ code, printed }, { code: 0, printed: `${version}\n` });
  });

  describe("with servers", () => {
    const databases = new Map<DatabaseOf, TestDatabase>();
    let temporal: TestTemporal;
    before(async () => {
      for (const service of names) databases.set(service, await testDatabase(service, { empty: true }));
      temporal = await testTemporal();
    });
    after(async () => {
      await Promise.all([...databases.values()].map((database) => database.drop()));
      await temporal?.stop();
    });

    for (const database of names)
      it(`migrates the ${database} database, and then its service is ready on it`, async () => {
        const { url, ownerUrl } = databases.get(database) as TestDatabase;
        const owner = { MIGRATION_DATABASE_URL: ownerUrl };
        const migrated = await image.run(["node", "drizzle/main.ts", database], owner).ended;
        assert.equal(migrated.code, 0, migrated.printed);
        const secrets = { PASSWORD_PEPPERS: key, SEALING_KEYS: key, KEY_ENCRYPTION_KEYS: key, DATABASE_URL: url };
        const threads = { HASH_CONCURRENCY: "1", UV_THREADPOOL_SIZE: "5" };
        await becomesReady(image.run(["node", `${database}-service/main.ts`], { ...secrets, ...threads, ...anyPort }));
      });

    it("runs sagas on the bundle that was built in", async () => {
      const SERVICE_CREDENTIAL = newCredential("orchestrator", "k1").credential;
      const { address: TEMPORAL_ADDRESS, namespace: TEMPORAL_NAMESPACE } = temporal;
      const where = { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, ...anyPort };
      const orchestrator = image.run(["node", "orchestrator/main.ts"], {
        SERVICE_CREDENTIAL,
        CODEC_KEYS: key,
        ...where,
      });
      assert.doesNotMatch(await becomesReady(orchestrator), /[Bb]undle/);
    });
  });

  it(
    "is the same one, whoever builds it: other modes and times, and secrets lying about, change nothing",
    slow,
    async () => {
      const other = join(store.dir, "clone");
      const notOfTheSources = new Set(["node_modules", ".git", ".flock", "dist"]);
      await cp(clone, other, { recursive: true, filter: (path) => !notOfTheSources.has(basename(path)) });
      await execute("chmod", ["-R", "go-rwx", other]);
      for (const folder of [".flock/secrets", "drizzle/backup/2026"])
        await mkdir(join(other, folder), { recursive: true });
      for (const path of [
        ".flock/secrets/CODEC_KEYS",
        ".env",
        "auth-service/.env",
        "auth-service/tls.key",
        "kit/a.pem",
        "drizzle/auth/dump.sql",
        "drizzle/backup/2026/0001_all.sql",
      ])
        await writeFile(join(other, path), "secret");
      await symlink("0001_users.sql", join(other, "drizzle/auth/9999_link.sql"));
      const SBOM = join(store.dir, "other-sbom.json");
      await build(other, { SBOM, IMAGE: "localhost/other:1" });
      const id = (name: string) => store.buildah("images", "--quiet", "--no-trunc", name);
      assert.equal(await id("localhost/other:1"), await id(`localhost/flock:${version}`));
    },
  );

  it("needs a builder, and says so in one sentence", async () => {
    const failure = (env: NodeJS.ProcessEnv) => build(clone, env).catch(({ code, stderr }) => ({ code, stderr }));
    assert.deepEqual(await failure({ BUILDER: "docker" }), {
      code: 1,
      stderr: "BUILDER=docker can not build here: 'docker info' fails\n",
    });
    await putProgram(join(store.dir, "bin/buildah"), "exit 1");
    assert.deepEqual(await failure({}), {
      code: 1,
      stderr:
        "no image builder works here: start docker, or install podman or buildah (Debian: apt-get install buildah)\n",
    });
  });
});

type Package = { name: string; version: string };
type Bom = { metadata: { component: { "bom-ref": string } }; components: Package[] };

/** Waits for a process of Flock, asks whether it is ready, ends it, and answers what it printed. */
async function becomesReady(running: TestProcess): Promise<string> {
  const { adminUrl } = await running.logged("adminUrl");
  assert.equal((await fetch(`${adminUrl}/readyz`)).status, 200);
  running.kill("SIGTERM");
  const { code, printed } = await running.ended;
  assert.equal(code, 0, printed);
  return printed;
}
