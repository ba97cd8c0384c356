import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { read } from "../../test/sources.ts";
import { addAfter, addBeside, addDocument, type Edit } from "./edit.ts";
import { namesOf } from "./names.ts";
import { edited, MissingPlace, makePlan } from "./plan.ts";
import { nextPorts, PORTS_FILE, readPorts } from "./ports.ts";

const names = namesOf("abcdefghijkl", "mnopqrstuvwx");
const { edits, files } = makePlan({ names, durable: true, read });

describe("an edit of a shared file", () => {
  const text = "one\ntwo\nlist: two, four\n---\nname: two\n---\nname: four\n";
  const kinds: Record<string, Edit> = {
    "that adds lines": addAfter("file", /^two$/, () => "three"),
    "that adds to a list": addBeside("file", /^list:/, "two", ", ", "three"),
    "that adds a document": addDocument("file", "two", () => "name: three\n"),
  };
  for (const [kind, edit] of Object.entries(kinds)) {
    it(`${kind} is made once, and taken back whole`, () => {
      const changed = edit.apply(text) ?? "";
      assert.equal(changed.match(/three/g)?.length, 1);
      assert.equal(edit.apply(changed), undefined);
      assert.equal(edit.revert(changed), text);
      assert.equal(edit.revert(text), undefined);
      assert.equal(edit.apply("something else"), undefined);
    });
  }
});

describe("all edits of a new service", () => {
  const after = edited(edits, "apply", read);

  it("find their places in the project as it is, and are taken back without a trace", () => {
    const back = edited(edits, "revert", (path) => after.get(path) ?? "");
    for (const [path, text] of back) assert.equal(text, read(path), path);
  });

  it("leave the other services in place when one of two is taken away", () => {
    const other = makePlan({
      names: namesOf("other", "thing"),
      durable: true,
      read: (path) => after.get(path) ?? read(path),
    });
    const both = edited(other.edits, "apply", (path) => after.get(path) ?? read(path));
    const left = edited(edits, "revert", (path) => both.get(path) ?? read(path));
    for (const [path, text] of left) assert.ok(!/abcdefghijkl|mnopqrstuvwx/i.test(text), path);
    const none = edited(other.edits, "revert", (path) => left.get(path) ?? read(path));
    for (const [path, text] of none) assert.equal(text, read(path), path);
  });

  it("add no line that the formatter would wrap, even for the longest names", () => {
    for (const [path, text] of after) {
      const old = new Set(read(path).split("\n"));
      const long = text.split("\n").filter((line) => !old.has(line) && line.length > 120);
      if (/\.(ts|yaml)$/.test(path))
        assert.deepEqual(
          long.filter((line) => !/\||absent/.test(line)),
          [],
          path,
        );
    }
  });

  it("keep the ports of a service that is there, and of one that is made anew", () => {
    const here = makePlan({ names, durable: true, read: (path) => after.get(path) ?? read(path) }).to;
    const ports = { port: 8099, database: 5599 };
    const next = nextPorts(readPorts(read(PORTS_FILE)));
    assert.deepEqual([here.port, here.database], [next.port, next.database]);
    assert.equal(makePlan({ names, durable: true, ports, read }).to.port, 8099);
  });

  it("name the file in which one finds no place, before anything is written", () => {
    const strange = (path: string) => (path === "Makefile" ? "all:\n" : read(path));
    assert.throws(
      () => edited(edits, "apply", strange),
      (error) => error instanceof MissingPlace && error.paths.join() === "Makefile",
    );
  });
});

describe("the files of a new service", () => {
  it("say nothing of what they are made of", () => {
    for (const [path, text] of files) {
      assert.doesNotMatch(path, /profile|depot|gadget/i);
      assert.doesNotMatch(text, /profile|depot|gadget|\/\/#|8082|9082|5542/i, path);
    }
  });
});
