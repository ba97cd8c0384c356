import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { answerOf } from "../tools/run-kubectl.ts";
import { runScript } from "./testing/small-cluster.ts";

const dir = mkdtempSync(join(tmpdir(), "flock-arguments-"));
const env = { PATH: process.env.PATH, HOME: dir, TMPDIR: dir };
const digest = `sha256:${"0a".repeat(32)}`;

describe("what is given to make deploy", () => {
  after(() => rmSync(dir, { recursive: true }));

  const render = (image: string) =>
    runScript("k8s/deploy/render.sh", ["k8s/checks/small", image], { ...env, KUBECTL: "true" });

  for (const image of [
    "flock:1",
    "localhost:5000/a/b-c/flock:V1.2_3-rc",
    `registry.example.net/flock@${digest}`,
    `flock:1@${digest}`,
  ])
    it(`may be the image ${image}`, async () =>
      assert.deepEqual(await render(image), { ok: true, output: "", complaints: "" }));

  for (const [image, why] of [
    ["", /has no name that a registry knows/],
    ["Flock:1", /has no name/],
    ["my flock:1", /has no name/],
    ['flock"}:1', /has no name/],
    ["flock:1 ", /has a tag that a registry does not know/],
    ["flock:", /has a tag/],
    ["flock", /has no tag and no digest/],
    ["localhost:5000/flock", /has no tag and no digest/],
    ["flock:latest", /is another one tomorrow/],
    ["flock:___", /has a tag after which no Job can be named/],
    ["flock@", /has a digest that is not/],
    ["flock@sha256:", /has a digest that is not/],
    [`flock:1@${digest}0`, /has a digest that is not/],
  ] as const)
    it(`may not be the image "${image}"`, async () => {
      const { ok, output } = await render(image);
      assert.ok(!ok);
      assert.match(output, why);
      assert.match(output, /^the image .*: name one version, such as .*\n$/);
    });

  const deploy = (PATIENCE: string) => runScript("k8s/deploy.sh", ["deploy"], { ...env, PATIENCE, KUBECTL: "false" });

  for (const patience of ["0", "08", "0.5", "101", "-1", "two", "1 "])
    it(`may not be PATIENCE=${patience}`, async () => {
      const output = `PATIENCE=${patience}: it must be a whole number from 1 to 100\n`;
      assert.deepEqual(await deploy(patience), { ok: false, output, complaints: output });
    });

  for (const patience of ["", "1", "20", "100"])
    it(`may be PATIENCE=${patience}`, async () =>
      assert.match((await deploy(patience)).output, /^kubectl has no current context/));

  const make = (...args: string[]) =>
    answerOf("make", args, { cwd: join(import.meta.dirname, "../.."), env: { ...env, KUBECTL: "false" } });

  it("is never run as a command", async () => {
    const trace = join(dir, "trace");
    for (const command of [`\`touch ${trace}\``, `x"; touch ${trace}; "`, `x; touch ${trace}`]) {
      assert.match((await make("rotate", `SECRET=${command}`, `STEP=${command}`)).output, /^usage: deploy\.sh rotate/m);
      assert.match((await make("restart", `SERVICE=${command}`)).output, /^kubectl has no current context/m);
    }
    assert.ok(!existsSync(trace));
  });

  for (const [target, ...names] of [
    ["rotate", "SECRET", "STEP"],
    ["restart", "SERVICE"],
    ["undo", "ID"],
    ["release", "VERSION"],
  ] as const)
    it(`is no part of the text that make ${target} gives to a shell`, async () => {
      const { ok, output } = await make("-n", target, ...names.map((name) => `${name}=given`));
      assert.ok(ok, output);
      for (const name of names) assert.match(output, new RegExp(`\\$\\{${name}:`));
      assert.doesNotMatch(output, /given/);
    });
});
