import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { readSecrets } from "./secrets.ts";

describe("the secrets of a stack", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-secrets-"));
  after(() => rmSync(dir, { recursive: true }));
  const file = (name: string) => join(dir, "secrets", name);

  it("are made once, for their owner's eyes only", () => {
    const made = readSecrets(dir);
    assert.deepEqual(readSecrets(dir), made);
    assert.equal(statSync(file("PASSWORD_PEPPERS")).mode & 0o777, 0o600);
    assert.equal(statSync(join(dir, "secrets")).mode & 0o777, 0o700);
  });

  it("are never made anew beside data that needs the old one", () => {
    rmSync(file("PASSWORD_PEPPERS"));
    assert.throws(() => readSecrets(dir), /PASSWORD_PEPPERS: gone from .*bring it back/);
  });

  it("that an older version did not know are made all the same", () => {
    rmSync(file(".made"));
    assert.match(readSecrets(dir).PASSWORD_PEPPERS, /^k1:/);
  });
});
