import assert from "node:assert/strict";
import { test } from "node:test";
import { DrizzleQueryError } from "drizzle-orm";
import fc from "fast-check";
import { DatabaseError } from "pg";
import { Problem } from "./problem.ts";
import { describeError, fingerprint, redact } from "./redact.ts";
import { memoryLog } from "./testing/server.ts";
import { runTraced } from "./trace.ts";

const sensitive = ["password", "newPassword", "new_password", "password_hash", "email", "token", "refreshToken"];
const alsoSensitive = ["sealed_password", "authorization", "cookie", "request_id", "requestId", "SERVICE_CREDENTIAL"];

test("an event is one line of JSON with the service and the trace it belongs to", () => {
  const { log, lines } = memoryLog();
  runTraced({ traceId: "abc", log }, () => log.info({ userId: "7" }, "user created"));
  assert.equal(lines.length, 1);
  const { time, ...event } = JSON.parse(lines[0] ?? "");
  assert.deepEqual(event, { level: "info", service: "test", trace_id: "abc", userId: "7", msg: "user created" });
  assert.match(time, /^\d{4}-\d\d-\d\dT/);
});

test("a value with a sensitive name is never logged, however deep it lies", () => {
  const names = fc.constantFrom(...sensitive, ...alsoSensitive);
  const wrap = fc.constantFrom(
    (value: unknown) => ({ inner: value }),
    (value: unknown) => [value],
  );
  fc.assert(
    fc.property(names, fc.array(wrap, { maxLength: 8 }), (name, wraps) => {
      const { log, lines } = memoryLog();
      const event = wraps.reduce<unknown>((value, put) => put(value), { [name]: "hunter2-hunter2" });
      log.info({ event }, "something");
      log.child({ event }).info("something");
      return !lines.join().includes("hunter2");
    }),
  );
});

test("an e-mail address is cut out of any text", () => {
  const { log, lines } = memoryLog();
  log.info({ note: "mail to ada@example.com failed" }, "for ada@example.com");
  assert.doesNotMatch(lines.join(), /ada|example/);
  assert.match(lines.join(), /mail to \[redacted\] failed/);
});

test("of an error only name, code, frames and causes are logged, not its message", () => {
  const { log, lines } = memoryLog();
  const driver = new DatabaseError("duplicate key (email)=(ada@example.com)", 1, "error");
  Object.assign(driver, {
    code: "23505",
    detail: "Key (email)=(ada@example.com) already exists.",
    where: "insert into",
  });
  const error = new DrizzleQueryError("insert into users values ($1, $2)", ["ada@example.com", "hunter2"], driver);
  log.error({ err: error }, "query failed");
  log.error(error);
  assert.equal(lines.length, 2);
  for (const line of lines) {
    assert.doesNotMatch(line, /insert into|\$1|ada|hunter2|duplicate/);
    const { err } = JSON.parse(line);
    assert.equal(err.cause.code, "23505");
    assert.match(err.frames[0], /log\.test\.ts/);
  }
});

test("a message that looks like a stack frame is not taken for one", () => {
  const error = new Error("no\n    at hunter2 (file:///secret:1:1)");
  assert.doesNotMatch(JSON.stringify(describeError(error)), /hunter2/);
  error.message = "changed since";
  assert.doesNotMatch(JSON.stringify(describeError(error)), /hunter2/);
});

test("a Problem is logged with its reason", () => {
  assert.equal(describeError(new Problem("EMAIL_TAKEN")).reason, "EMAIL_TAKEN");
});

test("bytes and endless objects are left out", () => {
  const loop: Record<string, unknown> = { bytes: new Uint8Array([1, 2]), big: 1n };
  loop.self = loop;
  const logged = JSON.stringify(redact(loop));
  assert.match(logged, /"bytes":"\[omitted\]","big":"1"/);
});

test("a fingerprint tells two ids apart and does not contain them", () => {
  const id = "6f0a1f2e-0000-4000-8000-000000000000";
  assert.equal(fingerprint(id), fingerprint(id));
  assert.notEqual(fingerprint(id), fingerprint("another"));
  assert.match(fingerprint(id), /^[0-9a-f]{16}$/);
});
