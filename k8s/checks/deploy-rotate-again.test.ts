import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { acceptedCaller, parseAccepted } from "../../kit/credentials.ts";
import { parseKeyring } from "../../kit/keyring.ts";
import { secret } from "./testing/secrets.ts";
import { type SmallCluster, startSmallCluster } from "./testing/small-cluster.ts";

describe("deploy.sh rotate, when something went wrong", () => {
  let cluster: SmallCluster;

  const deploy = async (UNTIL: string) => {
    const { ok, output } = await cluster.deploySh(["deploy"], { UNTIL });
    assert.ok(ok, output);
  };
  before(async () => {
    cluster = await startSmallCluster();
    await deploy("services");
  });
  after(() => cluster.stop());

  const value = (name: string, key: string) => secret(cluster.kubectl, name, key);
  const pepperIds = async () =>
    parseKeyring(await value("auth-service-secrets", "PASSWORD_PEPPERS")).all.map(({ id }) => id);
  const profileServiceAccepts = async (credential: string) =>
    acceptedCaller(parseAccepted(await value("profile-service-secrets", "ACCEPTED_CREDENTIALS")), credential);
  const rotate = (name: string, step: string, CONFIRM = "1") => cluster.deploySh(["rotate", name, step], { CONFIRM });
  const says = async (answer: ReturnType<typeof rotate>, expected: { ok: boolean; told: RegExp }) => {
    const { ok, output } = await answer;
    assert.equal(ok, expected.ok, output);
    assert.match(output, expected.told);
  };
  const done = { ok: true, told: /is done\n$/ };
  const doneBefore = { ok: true, told: /was done before; nothing was changed\n$/ };

  it("lets a callee whose Secret was lost between add and use know the credential that waits", async () => {
    await says(rotate("SERVICE_CREDENTIAL", "add"), done);
    await cluster.kubectl(["delete", "secret", "-n", "flock", "profile-service-secrets"]);
    await deploy("secrets");
    for (const key of ["SERVICE_CREDENTIAL", "SERVICE_CREDENTIAL_NEXT"])
      assert.equal(await profileServiceAccepts(await value("orchestrator-secrets", key)), "orchestrator");
  });

  it("does not use a credential that a callee would refuse, until add has told it again", async () => {
    const next = await value("orchestrator-secrets", "SERVICE_CREDENTIAL_NEXT");
    const [older] = (await value("profile-service-secrets", "ACCEPTED_CREDENTIALS")).split(",");
    const patch = JSON.stringify({ stringData: { ACCEPTED_CREDENTIALS: older } });
    await cluster.kubectl(["patch", "secret", "-n", "flock", "profile-service-secrets", "--type=merge", "-p", patch]);
    const told = /\nprofile-service would refuse the new SERVICE_CREDENTIAL: first the step add again\n/;
    await says(rotate("SERVICE_CREDENTIAL", "use"), { ok: false, told });
    await says(rotate("SERVICE_CREDENTIAL", "add"), done);
    assert.equal(await profileServiceAccepts(next), "orchestrator");
    await says(rotate("SERVICE_CREDENTIAL", "add"), doneBefore);
    await says(rotate("SERVICE_CREDENTIAL", "use"), done);
    await says(rotate("SERVICE_CREDENTIAL", "use"), doneBefore);
    assert.equal(await value("orchestrator-secrets", "SERVICE_CREDENTIAL"), next);
  });

  it("takes the same step of a key again for what it is", async () => {
    for (const step of ["add", "use", "add", "use"]) {
      await says(rotate("PASSWORD_PEPPERS", step), done);
      await says(rotate("PASSWORD_PEPPERS", step), doneBefore);
    }
    assert.deepEqual(await pepperIds(), ["k3", "k2", "k1"]);
  });

  it("forgets only the key whose id the operator confirms, and each once", async () => {
    for (const id of ["1", "k2", "k9"]) {
      const told = /\nPASSWORD_PEPPERS: k1 is the key that would go\. .* Repeat with CONFIRM=k1\.\n/;
      await says(rotate("PASSWORD_PEPPERS", "drop", id), { ok: false, told });
    }
    await says(rotate("PASSWORD_PEPPERS", "drop", "k1"), { ok: true, told: /: drop of k1 is done\n$/ });
    await says(rotate("PASSWORD_PEPPERS", "drop", "k1"), doneBefore);
    assert.deepEqual(await pepperIds(), ["k3", "k2"]);
  });

  it("finishes the drop that was interrupted before another key goes", async () => {
    const begun = "flock/PASSWORD_PEPPERS=drop begun 1 k1";
    await cluster.kubectl(["annotate", "secret", "-n", "flock", "auth-service-secrets", "--overwrite", begun]);
    const told = /\nthe drop of k1 was interrupted: finish it first, with CONFIRM=k1\n/;
    await says(rotate("PASSWORD_PEPPERS", "drop", "k2"), { ok: false, told });
    await says(rotate("PASSWORD_PEPPERS", "drop", "k1"), { ok: true, told: /: drop of k1 is done\n$/ });
    assert.deepEqual(await pepperIds(), ["k3", "k2"]);
    await says(rotate("PASSWORD_PEPPERS", "drop", "k2"), { ok: true, told: /: drop of k2 is done\n$/ });
    assert.deepEqual(await pepperIds(), ["k3"]);
  });
});
