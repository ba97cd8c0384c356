import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("./testing/process.ts", import.meta.url));
const config = { ADMIN_PORT: "0" };

type Run = {
  child: ChildProcess;
  output: () => string;
  until(pattern: RegExp): Promise<RegExpExecArray>;
  exit: Promise<number | null>;
};

/** Runs the stub service as a process. */
function run(t: TestContext, env: Record<string, string>): Run {
  const child = spawn(process.execPath, [program], {
    env: { ...config, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  t.after(() => child.kill("SIGKILL"));
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(output);
      if (found) return found;
      assert.ok(child.exitCode === null && child.signalCode === null, `it ended: ${output}`);
      await sleep(10);
    }
  };
  return { child, output: () => output, until, exit: once(child, "close").then(([code]) => code) };
}

const served = /"url":"([^"]+)"/;

test("a faulty configuration is printed, one line per variable, and the process exits with 1", async (t) => {
  const { exit, output } = run(t, { PORT: "eighty", LOG_LEVEL: "loud", TLS_KEY: "", ACCEPTED_CREDENTIALS: "hunter2" });
  assert.equal(await exit, 1);
  const lines = output().trimEnd().split("\n");
  assert.equal(lines[0], "stub can not start:");
  assert.deepEqual(
    lines.slice(1).map((line) => line.split(":")[0]?.trim()),
    ["PORT", "LOG_LEVEL", "ACCEPTED_CREDENTIALS"],
  );
  assert.doesNotMatch(output(), /hunter2/);
});

test("an error that nothing caught is logged without its message and ends the process with 1", async (t) => {
  for (const FAIL of ["start", "later"]) {
    const { exit, output } = run(t, { FAIL });
    assert.equal(await exit, 1);
    assert.match(output(), /"level":"fatal".*testing\/process\.ts/);
    assert.doesNotMatch(output(), /hunter2/);
  }
});

test("SIGTERM lets a running call finish and ends the process with 0", async (t) => {
  const { child, exit, until, output } = run(t, {});
  const [, url] = await until(served);
  const body = JSON.stringify({ email: "a", password: "correct horse battery", username: "slow" });
  const init = { method: "POST", headers: { "content-type": "application/json" }, body };
  const call = fetch(`${url}/flock.registration.v1.RegistrationService/Register`, init);
  await sleep(150);
  child.kill("SIGTERM");
  assert.equal((await call).status, 200);
  assert.equal(await exit, 0);
  assert.match(output(), /stub stopped/);
});

test("a second signal ends the process at once with 1", async (t) => {
  const { child, exit, until } = run(t, { STOP_MS: "60000" });
  await until(served);
  child.kill("SIGINT");
  await until(/"signal":"SIGINT"/);
  child.kill("SIGINT");
  assert.equal(await exit, 1);
});

test("a shutdown that fails is logged and ends the process with 1", async (t) => {
  const { child, exit, until, output } = run(t, { FAIL: "stop" });
  await until(served);
  child.kill("SIGTERM");
  assert.equal(await exit, 1);
  assert.match(output(), /"level":"fatal"/);
  assert.doesNotMatch(output(), /hunter2/);
});
