import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { commonPasswords } from "./common-passwords.ts";
import { isGuessable } from "./guessable.ts";

const guessable: Record<string, string> = {
  "a repeat": "passwordpassword iloveyouiloveyou aaaaaaaaaaaaaaa abababababababab xk3xk3xk3xk3xk3 abc123abc123abc123",
  "a repeat cut short": "passwordpasswor qwertyqwertyqwe xyzzyxyzzyxyzzyxy",
  "a sequence":
    "123456789012345 0123456789012345 abcdefghijklmnop zyxwvutsrqponmlkj 987654321987654321 12345678910111213",
  "a walk over the keyboard": "qwertyuiopasdfghjkl asdfghjklasdfghjkl 1qaz2wsx3edc4rfv qazwsxedcrfvtgb !@#$%^&*()!@#$%",
  runs: "aaaaabbbbbcccccddddd 111222333444555 ........................",
  "common passwords in a row": "dragonmonkeyshadow superman1batman1 footballbaseball letmeinwelcomeadmin",
  "a common password and a sequence":
    "Password123456789 iloveyou1234567 hello123456789012 qwertyuiop12345 abc123password",
  "a common password and a year": "password2024password charlie19841984 Summer2023Summer2023!",
  "common passwords and little else": "Password1234567! monkey!dragon?monkey xpasswordpasswordx trustno1trustno1!!",
  "common passwords in another letter case": "PASSWORDPASSWORD PaSsWoRdPaSsWoRd DRAGONmonkeySHADOW",
  "common passwords in wide letters": "ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ",
  "common passwords with known substitutions": "P@ssw0rdP@ssw0rd passw0rdpassw0rd",
  "common passwords with separators":
    "password-password dragon_monkey_12345 sunshine.princess.football p-a-s-s-w-o-r-d-1-2-3",
};

const fair = [
  "correct horse battery staple",
  "correct-horse-battery-staple",
  "correcthorsebatterystaple",
  "purple monkey dishwasher parade",
  "tuba lantern oxide gravel",
  "plum-teapot-ladder-9",
  "the quick brown fox jumps",
  "my cat sleeps on the radiator",
  "Every good boy deserves fudge",
  "I like trains & oranges",
  "a rather long passphrase",
  "this is a long password",
  "Sufficiently-Long-Passw0rd",
  "integration-test-password-1",
  "password manager made this: vT8k",
  "Zürich im Regen, 1997",
  "sehr langes Kennwort mit Wörtern",
  "пароль от старого сейфа",
  "これは長いパスフレーズです！",
  "kT9#vQ2m!xL5@wR8",
  "gJ7hK2pQ9sX4vB6n",
  "x7p1m9q4z8k2w5t",
  "mfgjhtrkwpqzxvbn",
  "483920175639201",
  "👍🏽 zebra, kayak & tofu",
];

describe("a password is guessable when it is", () => {
  for (const [kind, passwords] of Object.entries(guessable))
    test(kind, () => {
      for (const password of passwords.split(" ")) assert.ok(isGuessable(password), password);
    });

  test("any concatenation of listed passwords, in any letter case", () => {
    const entry = fc.constantFrom(...commonPasswords);
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.boolean()),
        (entries, upper) => {
          const text = [...entries.join("")].map((char) => (upper.next().value ? char.toUpperCase() : char)).join("");
          assert.ok(isGuessable(text), text);
        },
      ),
    );
  });
});

describe("a password is not guessable when it is", () => {
  for (const password of fair) test(`like "${password}"`, () => assert.ok(!isGuessable(password)));

  test("made of 15 random letters and digits", () => {
    const random = fc.string({
      unit: fc.constantFrom(..."abcdefghjkmnpqrstuvwxyz23456789"),
      minLength: 15,
      maxLength: 30,
    });
    // Uniform draws only: fast-check's bias towards its first values would make runs.
    fc.assert(fc.property(fc.noBias(random), (text) => assert.ok(!isGuessable(text), text)));
  });
});

test("the longest password is judged in a few milliseconds, whatever it holds", () => {
  isGuessable("warm up the regular expressions");
  for (const text of ["1".repeat(256), "password".repeat(32), "qwertyuiop1".repeat(23), "é".repeat(256)]) {
    const startedAt = performance.now();
    isGuessable(text);
    assert.ok(performance.now() - startedAt < 100, text.slice(0, 11));
  }
});
