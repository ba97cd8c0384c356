import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { changed } from "../tools/objects.ts";
import { withAnswers } from "./document.ts";
import { accepted, asExpected, refused } from "./outcome.ts";
import { summary, table } from "./table.ts";

const answer = (ok: boolean, complaints = "") => ({ ok, complaints, output: `what it did\n${complaints}` });

describe("an answer of the API server", () => {
  it("is as expected when everything is accepted, and when a variant is refused for its reason", () => {
    assert.ok(asExpected(accepted("an overlay", answer(true))));
    assert.ok(asExpected(refused("a variant", "no such field", answer(false, "Error: no such field: a"))));
  });

  it("is not when something is refused that should be accepted", () => {
    const outcome = accepted("an overlay", answer(false, "Warning: old"));
    assert.ok(!asExpected(outcome));
    assert.equal(outcome.why, "Warning: old");
  });

  it("is not when a variant is accepted, or refused for another reason", () => {
    assert.ok(!asExpected(refused("a variant", "no such field", answer(true))));
    assert.ok(!asExpected(refused("a variant", "no such field", answer(false, "the server does not answer"))));
  });

  it("is one row of a table, whatever the server says", () => {
    const rows = table([accepted("an overlay", answer(false, `a | b\n${"long ".repeat(100)}`))]).split("\n");
    assert.equal(rows.length, 3);
    assert.match(rows[2] ?? "", /^\| an overlay \| \*\*refused\*\*, should be accepted \| a \\\| b long .+ … \|$/);
  });

  it("counts in the summary", () => {
    const good = accepted("a", answer(true));
    assert.match(summary([good, good]), /^2 answers .*, every one as it should be$/);
    assert.match(summary([good, accepted("b", answer(false))]), /^2 answers .*, 1 not as they should be$/);
  });
});

describe("the document of answers", () => {
  const document = (answers: string) =>
    `# Deploy\n\n<!-- answers of a real API server: written by make k8s-api -->\n\n${answers}\n\n<!-- end of answers -->\nmore\n`;

  it("gets new answers in place of those before, and keeps the rest", () => {
    assert.equal(withAnswers(document("old"), "new"), document("new"));
  });

  it("must have a place for them", () => {
    assert.throws(() => withAnswers("# Deploy\n", "new"), /docs\/deploy\.md: .* are missing/);
  });
});

describe("a variant of an object", () => {
  const object = { apiVersion: "v1", kind: "Pod", metadata: { name: "a" }, spec: { containers: [{ name: "a" }] } };

  it("has another value at a path, or none, and leaves the original alone", () => {
    assert.deepEqual(changed(object, "spec.containers.0.image", "b").spec, { containers: [{ name: "a", image: "b" }] });
    assert.deepEqual(changed(object, "spec.containers", undefined).spec, {});
    assert.deepEqual(object.spec, { containers: [{ name: "a" }] });
  });
});
