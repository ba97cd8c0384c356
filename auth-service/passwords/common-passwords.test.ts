import assert from "node:assert/strict";
import { test } from "node:test";
import { commonPasswords, mostCommonPasswords } from "./common-passwords.ts";

test("the list holds 10,000 passwords in lower case, of at least 4 characters, and no line of its licence", () => {
  assert.equal(commonPasswords.size, 10_000);
  for (const entry of commonPasswords) assert.match(entry, /^[\x21-\x7e]{4,}$/);
  assert.deepEqual(
    [...commonPasswords].map((entry) => entry.toLowerCase()),
    [...commonPasswords],
  );
});

test("the list starts with the most common ones", () => {
  assert.deepEqual([...commonPasswords].slice(0, 3), ["123456", "password", "12345678"]);
  assert.equal(mostCommonPasswords.size, 1000);
  assert.ok([...mostCommonPasswords].every((entry) => commonPasswords.has(entry)));
});
