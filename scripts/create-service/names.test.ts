import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { namesOf } from "./names.ts";
import { parseOptions } from "./options.ts";
import { nextPorts, readPorts } from "./ports.ts";
import { Refusal } from "./refusal.ts";

const refused = (run: () => unknown, why: RegExp) =>
  assert.throws(run, (error) => error instanceof Refusal && why.test(error.message), String(why));

describe("the name of a new service", () => {
  it("is the word in the middle of flock-billing-service", () => {
    for (const name of ["flock-billing-service", "billing-service", "billing"])
      assert.equal(parseOptions([name])?.service, "billing");
  });

  it("is one short word of small letters", () => {
    for (const word of ["", "b", "Billing", "bill2", "user-notes", "user_notes", "../billing", "accountancies"])
      refused(() => namesOf(word), /is no good name: it takes one word/);
  });

  it("is none that somebody has, or that means something here", () => {
    for (const word of [
      "auth",
      "profile",
      "orchestrator",
      "test",
      "kit",
      "temporal",
      "registration",
      "order",
      "default",
    ])
      refused(() => namesOf(word), /^profile would be taken|is a reserved name/);
  });
});

describe("the noun of a new service", () => {
  it("is item when it is not given", () => {
    assert.deepEqual(namesOf("billing"), { service: "billing", noun: "item", nouns: "items" });
  });

  it("has the plural that English gives it", () => {
    const plurals = ["invoice", "entry", "essay", "box", "address"].map((noun) => namesOf("billing", noun).nouns);
    assert.deepEqual(plurals, ["invoices", "entries", "essays", "boxes", "addresses"]);
  });

  it("is no keyword of TypeScript, SQL or protobuf, and nothing that the code says already", () => {
    for (const word of ["class", "order", "message", "user", "session", "date", "database", "problem"])
      refused(() => namesOf("billing", word), /has a meaning of its own/);
    refused(() => namesOf("billing", "profiler"), /would be taken for profile-service/);
  });
});

describe("the command line", () => {
  it("shows the manual for what it does not understand", () => {
    for (const args of [
      [],
      ["a", "b"],
      ["--nonsense"],
      ["--remove"],
      ["--force", "a"],
      ["--remove", "a", "--durable"],
      ["--remove", "a", "b"],
    ])
      refused(() => parseOptions(args), /usage: /);
    assert.equal(parseOptions(["--help"]), undefined);
  });
});

describe("the ports of a new service", () => {
  it("are the next ones after the highest", () => {
    const text = `  "auth-service": { port: 8081, database: 5541 },\n  "profile-service": { port: 8085, database: 5542 },\n`;
    assert.deepEqual(nextPorts(readPorts(text)), { port: 8086, database: 5543 });
    refused(() => readPorts("nothing"), /does not list profile-service/);
  });
});
