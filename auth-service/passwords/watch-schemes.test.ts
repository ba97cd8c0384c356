import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createLog } from "../../kit/log.ts";
import { authScene } from "../../test/auth.ts";
import { cpuMsOf } from "../../test/cpu.ts";
import { createFloor } from "./refusal-floor.ts";
import { slowestOfEach, watchSchemes } from "./watch-schemes.ts";

// What bcrypt of cost 4, which the scene is configured with, never takes, and of cost 11 always.
const SLOW_MS = 40;

describe("the watch over the schemes in use", () => {
  let scene: Awaited<ReturnType<typeof authScene>>;
  before(async () => {
    scene = await authScene();
  });
  after(() => scene.close());
  beforeEach(() => scene.sql`delete from password_schemes`);
  const lines: string[] = [];
  const log = createLog("test", "info", { write: (line) => void lines.push(line) });
  const watch = async (everyMs = 600_000) => {
    const floor = createFloor();
    const { stop } = await watchSchemes({ ...scene, floor, log, everyMs });
    return { floor, stop };
  };
  const use = (scheme: string) =>
    scene.sql`insert into password_schemes (scheme) values (${scheme}) on conflict do nothing`;

  it("sets the floor above the configured scheme, also while nobody uses it", async () => {
    const { floor, stop } = await watch();
    assert.ok(floor.ms() > 0);
    await stop();
  });

  it("sets the floor above a slower scheme in use, also of a pepper that is not loaded, and skips one it does not know", async () => {
    await use("p=gone$2b$11");
    await use("p=k1$yescrypt$j9T");
    const { floor, stop } = await watch();
    await stop();
    assert.ok(floor.ms() > SLOW_MS, `${floor.ms()} ms`);
  });

  it("measures a hash of another system with two comparisons, because it may be of either spelling of a password", async () => {
    const cpuMs = async (scheme: string) => {
      await scene.sql`delete from password_schemes`;
      await use(scheme);
      return cpuMsOf(async () => (await watch()).stop());
    };
    const [ours, theirs] = [await cpuMs("p=k1$2b$10"), await cpuMs("p=$2b$10")];
    assert.ok(theirs > 1.5 * ours, `${theirs} and ${ours} ms`);
  });

  it("raises the floor when another replica begins to use a slower one", async () => {
    const { floor, stop } = await watch(20);
    await use("p=k1$2b$11");
    await until(() => floor.ms() > SLOW_MS);
    await stop();
  });

  it("goes on after the database was away, and ends when it is told to", async () => {
    const { floor, stop } = await watch(20);
    await scene.sql`alter table password_schemes rename to elsewhere`;
    await until(() => lines.join("").includes("the schemes in use could not be looked at"));
    await scene.sql`alter table elsewhere rename to password_schemes`;
    await use("p=k1$2b$11");
    await until(() => floor.ms() > SLOW_MS);
    await stop();
    const last = floor.ms();
    await use("p=$2b$12");
    await sleep(100);
    assert.equal(floor.ms(), last);
  });

  it("does not begin without the database", async () => {
    await scene.sql`alter table password_schemes rename to elsewhere`;
    await assert.rejects(watch());
    await scene.sql`alter table elsewhere rename to password_schemes`;
  });
});

it("of schemes that differ in their iterations only, the one with most is measured", () => {
  const [few, many] = ["p=$pbkdf2-sha256$i=28000", "p=$pbkdf2-sha256$i=130000"];
  const others = ["p=k1$pbkdf2-sha256$i=5", "p=$pbkdf2-sha512$i=5", "p=$2b$10", "p=$2b$11"];
  assert.deepEqual(slowestOfEach([...others, many, few]).sort(), [...others, many].sort());
});

async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error("it never came to be so");
    await sleep(10);
  }
}
