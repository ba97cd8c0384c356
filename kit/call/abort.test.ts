import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { Problem, reasonOf } from "../problem.ts";
import { raceSignal, untilAborted } from "./abort.ts";

const never = new Promise<never>(() => undefined);
const reasonAfter = async (reason: unknown) => {
  const controller = new AbortController();
  const race = raceSignal(never, controller.signal);
  controller.abort(reason);
  return race.then(() => undefined, reasonOf);
};

test("a promise wins over a signal that stays quiet, with its value or its error", async () => {
  const { signal } = new AbortController();
  assert.equal(await raceSignal(Promise.resolve(7), signal), 7);
  await assert.rejects(raceSignal(Promise.reject(new Error("no")), signal), { message: "no" });
});

test("an abort says why: a deadline, a reason of our own, or a caller that went away", async () => {
  assert.equal(await reasonAfter(new ConnectError("late", Code.DeadlineExceeded)), "DEADLINE_EXCEEDED");
  assert.equal(await reasonAfter(new Problem("SERVICE_UNAVAILABLE")), "SERVICE_UNAVAILABLE");
  assert.equal(await reasonAfter(undefined), "CANCELED");
});

test("a signal that has aborted before refuses at once", async () => {
  assert.equal(await raceSignal(never, AbortSignal.abort()).catch(reasonOf), "CANCELED");
});

test("a stream whose source ignores the signal ends all the same, and the source is told to stop", async () => {
  const controller = new AbortController();
  let returned = false;
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => {
      const answers = [Promise.resolve({ value: 1, done: false })];
      const stop = async () => {
        returned = true;
        return { value: undefined, done: true as const };
      };
      return { next: () => answers.shift() ?? never, return: stop };
    },
  };
  const items = untilAborted(source, controller.signal);
  assert.equal((await items.next()).value, 1);
  const second = items.next();
  controller.abort();
  await assert.rejects(second, (error) => reasonOf(error) === "CANCELED");
  assert.ok(returned);
});

test("a stream that ends by itself ends well", async () => {
  async function* numbers() {
    yield* [1, 2, 3];
  }
  const seen: number[] = [];
  for await (const number of untilAborted(numbers(), new AbortController().signal)) seen.push(number);
  assert.deepEqual(seen, [1, 2, 3]);
});
