import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { runScript } from "./testing/small-cluster.ts";

describe("make images without a registry", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-image-fails-"));
  after(() => rmSync(dir, { recursive: true }));

  it("names the variables that help, after what the builder says", async () => {
    const builder = '#!/bin/sh\n[ "$1" = info ] || { echo "no such host" >&2; exit 125; }\n';
    writeFileSync(join(dir, "podman"), builder, { mode: 0o700 });
    const env = { PATH: `${dir}:${process.env.PATH}`, HOME: dir, BUILDER: "podman", IMAGE: "localhost/any:1" };
    const { ok, output } = await runScript("scripts/image.sh", [], env);
    assert.ok(!ok);
    assert.match(output, /no such host\nlocalhost\/any:1 was not built, .*: BASE_IMAGE and BUILD_IMAGE name others/);
  });
});
