import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { parseKeyring } from "../../kit/keyring.ts";
import { startDeployed } from "./testing/small-cluster.ts";

describe("deploy.sh rotate, of keys", () => {
  let cluster: Awaited<ReturnType<typeof startDeployed>>;

  before(async () => {
    cluster = await startDeployed("services");
  });
  after(() => cluster.stop());

  const value = (name: string, key: string) => cluster.value(name, key);
  const rotate = (...args: string[]) => cluster.mustDeploySh(["rotate", ...args]);
  const drop = (name: string, CONFIRM: string) => cluster.mustDeploySh(["rotate", name, "drop"], { CONFIRM });
  const refuses = async (args: string[], why: RegExp) => {
    const { ok, output } = await cluster.deploySh(["rotate", ...args]);
    assert.ok(!ok);
    assert.match(output, why);
  };
  const restarts = async (name: string) => {
    const path = "jsonpath={.metadata.generation}";
    return Number((await cluster.kubectl(["get", "deployment", "-n", "flock", name, "-o", path])).output);
  };

  it("gives a keyring a new key, lets it write, and forgets the oldest", async () => {
    const ids = async () =>
      parseKeyring(await value("auth-service-secrets", "KEY_ENCRYPTION_KEYS")).all.map(({ id }) => id);
    const before = await restarts("auth-service");
    await refuses(["KEY_ENCRYPTION_KEYS", "use"], /has come to nothing; use comes after add/);
    await rotate("KEY_ENCRYPTION_KEYS", "add");
    assert.deepEqual(await ids(), ["k1", "k2"]);
    await refuses(["KEY_ENCRYPTION_KEYS", "drop"], /has come to add; drop comes after use or drop/);
    await rotate("KEY_ENCRYPTION_KEYS", "use");
    assert.deepEqual(await ids(), ["k2", "k1"]);
    await drop("KEY_ENCRYPTION_KEYS", "k1");
    assert.deepEqual(await ids(), ["k2"]);
    await refuses(["KEY_ENCRYPTION_KEYS", "drop"], /has one key/);
    assert.equal(await restarts("auth-service"), before + 3);
  });

  it("keeps an older key in its place while a newer one comes", async () => {
    const ids = async () =>
      parseKeyring(await value("auth-service-secrets", "PASSWORD_PEPPERS")).all.map(({ id }) => id);
    for (const step of ["add", "use", "add"]) await rotate("PASSWORD_PEPPERS", step);
    assert.deepEqual(await ids(), ["k2", "k3", "k1"]);
    await rotate("PASSWORD_PEPPERS", "use");
    assert.deepEqual(await ids(), ["k3", "k2", "k1"]);
  });

  it("does not let go of a key that registrations of the last 7 days need", async () => {
    await rotate("CODEC_KEYS", "add");
    await rotate("CODEC_KEYS", "use");
    await refuses(["CODEC_KEYS", "drop"], /wait 8 days more/);
    const long = `flock/CODEC_KEYS=use done ${Math.floor(Date.now() / 1000) - 9 * 86_400}`;
    await cluster.kubectl(["annotate", "secret", "-n", "flock", "orchestrator-secrets", "--overwrite", long]);
    await drop("CODEC_KEYS", "k1");
    assert.deepEqual(
      parseKeyring(await value("orchestrator-secrets", "CODEC_KEYS")).all.map(({ id }) => id),
      ["k2"],
    );
  });

  it("finishes a step that was interrupted, and does not take it twice", async () => {
    await rotate("SEALING_KEYS", "add");
    const ring = await value("auth-service-secrets", "SEALING_KEYS");
    const begun = "flock/SEALING_KEYS=add begun 1";
    await cluster.kubectl(["annotate", "secret", "-n", "flock", "auth-service-secrets", "--overwrite", begun]);
    await refuses(["SEALING_KEYS", "use"], /the step add of SEALING_KEYS was interrupted/);
    await rotate("SEALING_KEYS", "add");
    assert.equal(await value("auth-service-secrets", "SEALING_KEYS"), ring);
    await rotate("SEALING_KEYS", "use");
  });

  it("tells what it can rotate", async () => {
    await refuses(["NOTHING", "add"], /usage: deploy\.sh rotate NAME add\|use\|drop/);
    await refuses(["CODEC_KEYS", "remove"], /which step/);
  });
});
