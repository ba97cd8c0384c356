import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { services } from "../../dev/stack-ports.ts";
import { acceptedCaller, parseAccepted, parseCredential } from "../../kit/credentials.ts";
import { startDeployed } from "./testing/small-cluster.ts";

describe("deploy.sh rotate, of what is shown at a door", () => {
  let cluster: Awaited<ReturnType<typeof startDeployed>>;

  before(async () => {
    cluster = await startDeployed("services");
  });
  after(() => cluster.stop());

  const value = (name: string, key: string) => cluster.value(name, key);
  const accepts = async (service: string, credential: string) =>
    acceptedCaller(parseAccepted(await value(`${service}-secrets`, "ACCEPTED_CREDENTIALS")), credential);
  const rotate = (...args: string[]) => cluster.mustDeploySh(["rotate", ...args]);

  for (const [name, holder, caller, callees] of [
    ["SERVICE_CREDENTIAL", "orchestrator-secrets", "orchestrator", services],
    ["OPERATOR_CREDENTIAL", "operator-credential", "operator", ["auth-service", "orchestrator"]],
  ] as const) {
    it(`replaces ${name} without a moment at which a callee refuses it`, async () => {
      const old = await value(holder, name);
      await rotate(name, "add");
      const next = parseCredential(await value(holder, `${name}_NEXT`));
      assert.equal(await value(holder, name), old);
      for (const callee of callees) {
        assert.deepEqual([await accepts(callee, old), await accepts(callee, next)], [caller, caller]);
      }
      await rotate(name, "use");
      assert.deepEqual([await value(holder, name), await value(holder, `${name}_NEXT`)], [next, ""]);
      await rotate(name, "drop");
      for (const callee of callees) {
        assert.deepEqual([await accepts(callee, old), await accepts(callee, next)], [undefined, caller]);
      }
    });
  }

  it("gives the role of a service another password, and its URL with it", async () => {
    const old = await value("auth-db-runtime", "password");
    await rotate("AUTH_DB_RUNTIME", "use");
    const password = await value("auth-db-runtime", "password");
    assert.notEqual(password, old);
    assert.equal(new URL(await value("auth-db-runtime", "url")).password, password);
  });
});
