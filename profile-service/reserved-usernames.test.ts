import assert from "node:assert/strict";
import { test } from "node:test";
import { reservedUsernames } from "./reserved-usernames.ts";
import { normalizeUsername } from "./username.ts";

test("every reserved username is a username in normal form, in alphabetical order", () => {
  const names = [...reservedUsernames];
  assert.deepEqual(
    names,
    names.map((name) => normalizeUsername(name)),
  );
  assert.deepEqual(names, names.toSorted());
});
