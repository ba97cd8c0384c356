import assert from "node:assert/strict";
import { existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { stubServers } from "../testing/stub-servers.ts";
import type { ReportLine } from "./report.ts";

const hash = "$2b$12$abcdefghijklmnopqrstuu";
const person = (username: string) => ({ email: `${username}@example.com`, username, password_hash: hash });
const ndjson = (lines: unknown[]) =>
  lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join("");

/** Servers, a file to import, and the command that imports it. */
async function importing(t: TestContext, lines: unknown[]) {
  const world = await stubServers(t);
  const file = join(world.home, "users.ndjson");
  const report = `${file}.report.ndjson`;
  writeFileSync(file, ndjson(lines));
  const command = ["users", "import", file, "--credential-file", world.credentialFile, "--json"];
  const run = async (...more: string[]) => {
    const { code, stdout, stderr } = await world.flock([...command, ...more]);
    return { code, totals: stdout ? JSON.parse(stdout) : undefined, stderr };
  };
  const reported = () =>
    readFileSync(report, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as ReportLine);
  const outcomes = () =>
    Object.fromEntries(reported().map(({ line, outcome, reason }) => [line, `${outcome} ${reason}`.trim()]));
  return { ...world, file, report, command, run, reported, outcomes };
}

describe("flock users import", () => {
  it("imports every line, waits for what takes long, and reports each end without personal data", async (t) => {
    const lines = [person("ada"), "", person("slow"), { ...person("ada"), display_name: "Ada" }, person("taken")];
    const { run, outcomes, report } = await importing(t, [...lines, person("busy")]);
    const { code, totals, stderr } = await run("--concurrency", "1");
    assert.equal(code, 6);
    assert.deepEqual(totals, { imported: 3, existed: 1, failed: 1, invalid: 0, skipped: 0, failedBefore: 0 });
    const ends = { 1: "imported", 3: "imported", 4: "existed", 5: "failed USERNAME_TAKEN", 6: "imported" };
    assert.deepEqual(outcomes(), ends);
    assert.equal(JSON.parse(stderr).error.reason, "LINES_FAILED");
    assert.doesNotMatch(readFileSync(report, "utf8"), /example\.com|ada|\$2b/);
  });

  it("says of a line that can not be sent which field is wrong", async (t) => {
    const { password_hash: _, ...hashless } = person("ada");
    const { run, reported, registrations } = await importing(t, [
      "not JSON",
      { ...person("ada"), pasword: "x" },
      hashless,
      { ...person("ada"), username: 7 },
      `{"email": "${"x".repeat(70_000)}"}`,
      { ...person("ada"), "ada@example.com": 1 },
    ]);
    const { code, totals } = await run("--concurrency", "1");
    assert.deepEqual([code, totals.invalid], [6, 6]);
    const faults = reported().map(({ fields }) => fields.map(({ field, description }) => `${field} ${description}`));
    assert.deepEqual(faults, [
      [" is not a JSON object"],
      ["pasword is not known"],
      ["password_hash is required"],
      ["username must be a text"],
      [" is not UTF-8, or longer than 64 KiB"],
      [" is not known"],
    ]);
    assert.equal(registrations.calls.length, 0);
  });

  it("sends nothing twice when it is repeated, and what was refused only in another run", async (t) => {
    const { run, registrations, reported } = await importing(t, [person("ada"), person("taken"), "not JSON"]);
    await run();
    const calls = registrations.calls.length;
    const again = await run();
    assert.equal(again.code, 6);
    assert.deepEqual(again.totals, { imported: 0, existed: 0, failed: 1, invalid: 1, skipped: 1, failedBefore: 1 });
    assert.equal(registrations.calls.length, calls);
    await run("--run", "second");
    assert.deepEqual(
      registrations.calls.slice(calls).map(({ username }) => username),
      ["taken"],
    );
    assert.notEqual(
      registrations.calls.at(-1)?.requestId,
      registrations.calls.find(({ username }) => username === "taken")?.requestId,
    );
    assert.equal(reported().length, 4);
  });

  it("sends a line again when its content has changed", async (t) => {
    const { run, file, registrations } = await importing(t, [person("taken"), person("ada")]);
    await run();
    writeFileSync(file, ndjson([person("grace"), person("ada")]));
    const { code, totals } = await run();
    assert.deepEqual([code, totals.imported, totals.skipped], [0, 1, 1]);
    assert.equal(registrations.calls.at(-1)?.username, "grace");
  });

  it("gives up a line when its patience is over, and tries it again the next time", async (t) => {
    const { run, outcomes, registrations } = await importing(t, [person("away"), person("ada")]);
    const { totals } = await run("--patience", "1");
    assert.deepEqual([totals.failed, totals.imported], [1, 1]);
    assert.equal(outcomes()[1], "failed SERVICE_UNAVAILABLE");
    const calls = registrations.calls.length;
    const again = await run("--patience", "0");
    assert.deepEqual([again.totals.failed, again.totals.failedBefore], [1, 0]);
    assert.equal(registrations.calls.length, calls + 1);
  });

  it("goes on where a crash stopped it, also with half a line in the report", async (t) => {
    const people = Array.from({ length: 30 }, (_, n) => person(`user${n}`));
    const { run, start, command, report, registrations, reported } = await importing(t, people);
    const gate = Promise.withResolvers<void>();
    registrations.state.gate = gate.promise;
    const crashing = start(command);
    while (registrations.state.running < 8) await sleep(5);
    crashing.kill("SIGKILL");
    await crashing.ended;
    gate.resolve();
    await run();
    truncateSync(report, readFileSync(report, "utf8").length - 20);
    const { code, totals } = await run();
    assert.deepEqual([code, totals.skipped, totals.imported], [0, 29, 1]);
    assert.deepEqual(
      reported()
        .map(({ line }) => line)
        .sort((a, b) => a - b),
      people.map((_, n) => n + 1),
    );
    assert.equal(registrations.accounts.size, 30);
  });

  it("finishes what is being sent when it is interrupted, and says that it can go on", async (t) => {
    const people = Array.from({ length: 30 }, (_, n) => person(`user${n}`));
    const { run, start, command, registrations, reported } = await importing(t, people);
    const gate = Promise.withResolvers<void>();
    registrations.state.gate = gate.promise;
    const stopping = start([...command.filter((word) => word !== "--json"), "--concurrency", "4"]);
    while (registrations.state.running < 4) await sleep(5);
    stopping.kill("SIGINT");
    await stopping.said("stopping");
    gate.resolve();
    const { code, stdout } = await stopping.ended;
    assert.equal(code, 130);
    assert.match(stdout, /^imported +4$/m);
    assert.equal(reported().length, 4);
    assert.deepEqual([registrations.state.most, (await run()).totals.skipped], [4, 4]);
    assert.equal(registrations.accounts.size, 30);
  });

  it("ends at once when the credential is refused, and blames no line", async (t) => {
    const { run, report, credentialFile } = await importing(t, [person("ada"), person("grace")]);
    writeFileSync(credentialFile, `op.${"x".repeat(43)}\n`);
    const { code, stderr } = await run();
    assert.deepEqual([code, JSON.parse(stderr).error.reason], [3, "CREDENTIAL_REFUSED"]);
    assert.equal(readFileSync(report, "utf8"), "");
  });

  it("touches no file that is not a report, and starts with none", async (t) => {
    const { run, file } = await importing(t, [person("ada")]);
    const before = readFileSync(file, "utf8");
    assert.equal((await run("--report", file)).code, 2);
    writeFileSync(`${file}.notes`, "my notes");
    assert.equal((await run("--report", `${file}.notes`)).code, 2);
    const nowhere = await run("--report", `${file}.folder/report`);
    assert.equal(nowhere.code, 2);
    assert.match(nowhere.stderr, /can not be written/);
    assert.deepEqual([readFileSync(file, "utf8"), readFileSync(`${file}.notes`, "utf8")], [before, "my notes"]);
    assert.equal((await run("--credential-file", `${file}.absent`)).code, 2);
    assert.ok(!existsSync(`${file}.report.ndjson`));
  });

  it("lets no second import write to the same report", async (t) => {
    const { run, start, command, registrations } = await importing(t, [person("ada")]);
    const gate = Promise.withResolvers<void>();
    registrations.state.gate = gate.promise;
    const first = start(command);
    while (registrations.state.running < 1) await sleep(5);
    const second = await run();
    assert.deepEqual([second.code, JSON.parse(second.stderr).error.reason], [5, "BUSY"]);
    gate.resolve();
    assert.equal((await first.ended).code, 0);
  });
});
