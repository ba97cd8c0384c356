import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RetryInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { type Problem, reasonOf } from "../../kit/problem.ts";
import { createBoundedPool } from "./bounded-pool.ts";

const sizes = { concurrency: 2, queueLimit: 2, expectedMs: 100 };

/** A pool with tasks that end when they are told to, and a record of which ones started. */
function controlled(options: Parameters<typeof createBoundedPool>[0] = sizes) {
  const pool = createBoundedPool(options);
  const started: string[] = [];
  const gates = new Map<string, PromiseWithResolvers<string>>();
  const submit = (name: string, signal?: AbortSignal) => {
    const gate = Promise.withResolvers<string>();
    gates.set(name, gate);
    const task = () => {
      started.push(name);
      return gate.promise;
    };
    return pool.run(task, signal);
  };
  const finish = async (name: string) => {
    gates.get(name)?.resolve(name);
    await settle();
  };
  return { pool, started, submit, finish, fail: (name: string) => gates.get(name)?.reject(new Error(name)) };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("a bounded pool", () => {
  test("runs as many tasks as it has slots and the others in the order of their coming", async () => {
    const { pool, started, submit, finish } = controlled();
    const all = ["a", "b", "c", "d"].map((name) => submit(name));
    await settle();
    assert.deepEqual([started, pool.running(), pool.waiting()], [["a", "b"], 2, 2]);
    await finish("b");
    assert.deepEqual([started, pool.running(), pool.waiting()], [["a", "b", "c"], 2, 1]);
    for (const name of ["a", "c", "d"]) await finish(name);
    assert.deepEqual(await Promise.all(all), ["a", "b", "c", "d"]);
    assert.deepEqual([pool.running(), pool.waiting()], [0, 0]);
  });

  test("sheds what would wait for too long, however short the queue, and takes it again when tasks are quicker", async () => {
    const { submit, finish } = controlled({ ...sizes, queueLimit: 9, expectedMs: 10_000, waitMsMax: 6_000 });
    const [first, second] = [submit("a"), submit("b")];
    const third = submit("c");
    await settle();
    await assert.rejects(submit("d"), (error) => reasonOf(error) === "OVERLOADED");
    for (const name of ["a", "b", "c"]) await finish(name);
    await Promise.all([first, second, third]);
    for (const name of ["e", "f", "g", "h"]) {
      const quick = submit(name);
      await finish(name);
      await quick;
    }
    const next = ["i", "j", "k", "l"].map((name) => submit(name));
    for (const name of ["i", "j", "k", "l"]) await finish(name);
    assert.deepEqual(await Promise.all(next), ["i", "j", "k", "l"]);
  });

  test("sheds what finds the queue full, and says when there will be room", async () => {
    const { started, submit, finish } = controlled();
    const admitted = ["a", "b", "c", "d"].map((name) => submit(name));
    await assert.rejects(submit("e"), (error: Problem) => {
      const [delay] = error.findDetails(RetryInfoSchema);
      assert.equal(delay?.retryDelay?.nanos, 150_000_000);
      return reasonOf(error) === "OVERLOADED";
    });
    for (const name of ["a", "b", "c", "d"]) await finish(name);
    await Promise.all(admitted);
    assert.ok(!started.includes("e"));
  });

  test("frees the slot of a task that fails", async () => {
    const { pool, submit, fail, finish } = controlled({ ...sizes, concurrency: 1 });
    const [failing, next] = [submit("a"), submit("b")];
    await settle();
    fail("a");
    await assert.rejects(failing, /^Error: a$/);
    await finish("b");
    assert.equal(await next, "b");
    assert.equal(pool.running(), 0);
  });

  test("forgets a caller that gives up waiting, and gives its place to another", async () => {
    const { pool, started, submit, finish } = controlled({ ...sizes, concurrency: 1, queueLimit: 1 });
    const caller = new AbortController();
    const [first, gone] = [submit("a"), submit("b", caller.signal)];
    caller.abort(new Error("gone"));
    await assert.rejects(gone, /gone/);
    assert.equal(pool.waiting(), 0);
    const last = submit("c");
    await finish("a");
    await finish("c");
    assert.deepEqual(await Promise.all([first, last]), ["a", "c"]);
    assert.deepEqual(started, ["a", "c"]);
  });

  test("does not start for a caller that is already gone, and keeps the slot of one that leaves while it runs", async () => {
    const { pool, started, submit, finish } = controlled();
    await assert.rejects(submit("a", AbortSignal.abort(new Error("gone"))), /gone/);
    const caller = new AbortController();
    const running = submit("b", caller.signal);
    await settle();
    caller.abort();
    assert.deepEqual([started, pool.running()], [["b"], 1]);
    await finish("b");
    assert.equal(await running, "b");
  });

  test("learns from the tasks how long the next ones will take", async () => {
    const pool = createBoundedPool({ concurrency: 1, queueLimit: 0, expectedMs: 10_000 });
    for (let round = 0; round < 50; round++) await pool.run(settle);
    const running = pool.run(settle);
    await assert.rejects(pool.run(settle), (error: Problem) => {
      const [delay] = error.findDetails(RetryInfoSchema);
      return delay?.retryDelay?.seconds === 0n;
    });
    await running;
  });
});
