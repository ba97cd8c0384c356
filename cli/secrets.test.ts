import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { describe, it } from "node:test";
import { Failure } from "./failure.ts";
import { readPasswords } from "./secrets.ts";
import { createTerminal } from "./terminal.ts";

const current = { question: "Current password", isNew: false };
const fresh = { question: "New password", isNew: true };

/** Somebody at a terminal, who types each answer when they are asked. */
function person(...answers: string[]) {
  const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => keyboard });
  const screen = new PassThrough();
  let shown = "";
  screen.on("data", (chunk) => {
    shown += chunk;
    if (String(chunk).endsWith(": ")) keyboard.write(answers.shift() ?? "\u0004");
  });
  const terminal = createTerminal({ stdin: keyboard, stderr: screen });
  return { passwords: { terminal, fromStdin: false, file: undefined }, shown: () => shown };
}

const failsAs = (ending: string, message: RegExp) => (error: unknown) =>
  error instanceof Failure && error.ending === ending && message.test(error.message);

describe("a password that is asked for", () => {
  it("is not shown, and a new one is typed twice", async () => {
    const { passwords, shown } = person("old se\u007fecret\r", "new secret 愛\r", "new secret 愛\r");
    assert.deepEqual(await readPasswords(passwords, [current, fresh]), ["old secret", "new secret 愛"]);
    assert.equal(shown(), "Current password: \nNew password: \nNew password, again: \n");
  });

  it("is refused when it is empty, or differs the second time", async () => {
    await assert.rejects(readPasswords(person("\r").passwords, [current]), failsAs("usage", /empty/));
    await assert.rejects(readPasswords(person("one\r", "two\r").passwords, [fresh]), failsAs("usage", /differ/));
  });

  it("can be left by Ctrl-C and Ctrl-D", async () => {
    for (const key of ["sec\u0003", "\u0004"]) {
      const { passwords, shown } = person(key);
      await assert.rejects(readPasswords(passwords, [current]), failsAs("interrupted", /^interrupted$/));
      assert.equal(shown(), "Current password: \n");
    }
  });
});
