import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { whenGone } from "../test/guard.ts";
import { takenPorts } from "./port-holders.ts";
import { killEntry } from "./process-entry.ts";
import { runBook } from "./run-book.ts";
import { databases, namedPorts, services, usualStackPorts } from "./stack-ports.ts";

const root = join(import.meta.dirname, "..");

describe("make up", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-up-"));
  const clear = whenGone('FLOCK_DIR="$1" "$2" dev/down.ts; rm -rf "$1"', [dir, process.execPath], root);
  const offset = 20_000 + (process.pid % 100) * 30;
  const ports = usualStackPorts(offset);
  const env = { ...process.env, FLOCK_DIR: dir, PORT_OFFSET: String(offset), BCRYPT_COST: "4" };
  const run = (...args: string[]) => printing(spawn(process.execPath, args, { cwd: root, env, detached: true }));
  let up: Printing;

  after(async () => await clear());

  it("says which port is taken, and by which process", async (context) => {
    const server = createServer().listen(ports.services.orchestrator.port, "127.0.0.1");
    context.after(() => void server.close());
    await once(server, "listening");
    const refused = run("dev/up.ts");
    assert.equal(await refused.exit, 1);
    const holder = process.platform === "linux" ? ` by pid ${process.pid} ` : "";
    assert.match(refused.printed(), new RegExp(`port ${8080 + offset} \\(orchestrator\\) is taken${holder}`));
  });

  it("prints where everything is and a registration that works when pasted", async () => {
    up = run("dev/up.ts");
    await up.prints(/Ctrl-C stops everything/);
    const command = up.printed().match(/^ +(curl .*)$/m)?.[1] ?? "";
    const curl = printing(spawn("sh", ["-c", command]));
    assert.equal(await curl.exit, 0);
    assert.match(curl.printed(), /REGISTRATION_STATE_COMPLETED/);
    for (const url of up.printed().matchAll(/https?:\/\/[^:/]+/g)) assert.equal(url[0], "http://localhost");
  });

  it("prints what the flock command needs to find a stack that is not where it looks, and how to stop", async () => {
    // Not "flock": that is another program on many systems.
    const [, variables = ""] =
      /^npx flock finds this stack after:\n +(export FLOCK_ORCHESTRATOR_URL=.*)$/m.exec(up.printed()) ?? [];
    const status = printing(
      spawn("sh", ["-c", `${variables}; "$0" cli/flock.js keys status`, process.execPath], { cwd: root }),
    );
    assert.equal(await status.exit, 0, status.printed());
    assert.match(status.printed(), /signing/);
    assert.match(up.printed(), /In another terminal:\n +FLOCK_DIR=\S+ PORT_OFFSET=\d+ make down +the same\n/);
  });

  it("keeps its secrets for the owner's eyes", () => {
    for (const folder of ["secrets", "env"]) {
      assert.equal(statSync(join(dir, folder)).mode & 0o077, 0, folder);
      for (const file of readdirSync(join(dir, folder)))
        assert.equal(statSync(join(dir, folder, file)).mode & 0o077, 0);
    }
  });

  it("refuses to run the same stack twice", async () => {
    const second = run("dev/up.ts");
    assert.equal(await second.exit, 1);
    assert.match(second.printed(), /it runs already \(pid \d+\); stop it with: FLOCK_DIR=.* make down/);
  });

  it("reports a process that dies, and sees it come back when it is started by hand", async () => {
    const entry = runBook(dir).entries()["profile-service"];
    assert.ok(entry);
    await killEntry(entry);
    await up.prints(/profile-service has ended: SIGKILL; its last log lines:\n.*profile-service serves/s);
    assert.match(up.printed(), /start it again with: .*make profile-service/);
    const one = run("dev/start-one.ts", "profile-service");
    await up.prints(/profile-service is back/);
    one.child.kill("SIGINT");
    assert.equal(await one.exit, 0);
    await up.prints(/profile-service was stopped/);
  });

  it("stops everything on SIGTERM, in order, and leaves every port free", async () => {
    up.child.kill("SIGTERM");
    assert.equal(await up.exit, 0);
    const stops = [...up.printed().matchAll(/\] (\S+) stopped in/g)].map((match) => match[1]);
    // profile-service does not run any more.
    const called = services.filter((name) => !["orchestrator", "profile-service"].includes(name));
    const order = [["orchestrator"], called, ["temporal"], databases.map((name) => `postgres-${name}`)];
    for (const names of order) assert.deepEqual(stops.splice(0, names.length).sort(), names.sort());
    assert.deepEqual(stops, []);
    assert.deepEqual(await takenPorts(namedPorts(ports, { without: [] })), []);
  });

  it("is soon up again, and cleans up after a make up that was killed", async () => {
    const first = run("dev/up.ts");
    await first.prints(/Ctrl-C stops everything/);
    first.child.kill("SIGKILL");
    await first.exit;
    const begin = Date.now();
    up = run("dev/up.ts");
    await up.prints(/stopping what an earlier make up left behind.*Ctrl-C stops everything/s);
    // It takes 5 s on an idle machine; other tests may run beside it.
    assert.ok(Date.now() - begin < 30_000, `${Date.now() - begin} ms`);
  });

  it("is stopped by make down from another terminal", async () => {
    const down = run("dev/down.ts");
    assert.equal(await down.exit, 0);
    assert.equal(await up.exit, 0);
    assert.match(down.printed(), /asking make up \(pid \d+\) to stop/);
    assert.ok(!existsSync(join(dir, "run.json")));
  });

  it("forgets everything by make reset, and deletes nothing that it did not make", async () => {
    writeFileSync(join(dir, "notes.txt"), "mine");
    const reset = run("dev/reset.ts");
    assert.equal(await reset.exit, 0);
    assert.match(reset.printed(), /deleting .*postgres-auth/);
    assert.deepEqual(readdirSync(dir), ["notes.txt"]);
  });

  it("says what is wrong with its configuration and leaves nothing running", async () => {
    const wrong = printing(spawn(process.execPath, ["dev/up.ts"], { cwd: root, env: { ...env, BCRYPT_COST: "99" } }));
    assert.equal(await wrong.exit, 1);
    assert.match(wrong.printed(), /auth-service can not start:\n +BCRYPT_COST: must be a whole number/);
    assert.deepEqual(runBook(dir).entries(), {});
  });
});

type Printing = ReturnType<typeof printing>;

function printing(child: ChildProcess) {
  let text = "";
  const add = (data: Buffer) => {
    text += data;
  };
  child.stdout?.on("data", add);
  child.stderr?.on("data", add);
  const exit = once(child, "close").then(([code]) => code as number | null);
  const prints = async (pattern: RegExp) => {
    const end = Date.now() + 60_000;
    while (!pattern.test(text)) {
      if (child.exitCode !== null || Date.now() > end) assert.fail(`${pattern} was not printed:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  return { child, exit, prints, printed: () => text };
}
