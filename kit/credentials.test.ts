import assert from "node:assert/strict";
import { test } from "node:test";
import { acceptedCaller, newCredential, parseAccepted, parseCredential } from "./credentials.ts";

test("a credential is accepted by who holds its hash, and the hash does not contain it", () => {
  const { credential, accepted } = newCredential("orchestrator", "k1");
  assert.equal(acceptedCaller(parseAccepted(accepted), credential), "orchestrator");
  assert.ok(!accepted.includes(credential.split(".")[1] ?? ""));
});

test("several credentials are valid at once, so that one can replace another without an outage", () => {
  const [old, next] = [newCredential("orchestrator", "k1"), newCredential("orchestrator", "k2")];
  const accepted = parseAccepted(`${old.accepted}, ${next.accepted}`);
  assert.equal(acceptedCaller(accepted, old.credential), "orchestrator");
  assert.equal(acceptedCaller(accepted, next.credential), "orchestrator");
});

test("a wrong secret, a wrong id or anything else is not accepted", () => {
  const [one, other] = [newCredential("orchestrator", "k1"), newCredential("web", "k2")];
  const accepted = parseAccepted(one.accepted);
  const secret = one.credential.split(".")[1];
  for (const wrong of [other.credential, `k2.${secret}`, `k1.${secret}x`, `${secret}`, "", "k1.", "k1.short"]) {
    assert.equal(acceptedCaller(accepted, wrong), undefined, wrong);
  }
});

test("a malformed entry is refused by its position, without quoting it", () => {
  const { accepted } = newCredential("orchestrator", "k1");
  assert.throws(() => parseAccepted(`${accepted},orchestrator:k2:hunter2`), {
    message: /^entry 2 must be name:id:sha256/,
  });
  assert.throws(
    () => parseCredential("hunter2"),
    (error: Error) => !error.message.includes("hunter2"),
  );
  const { credential } = newCredential("a", "k1");
  assert.equal(parseCredential(credential), credential);
});
