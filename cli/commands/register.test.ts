import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RegistrationState } from "../../gen/flock/registration/v1/registration_pb.ts";
import { stubServers } from "../testing/stub-servers.ts";

const password = "seven wild geese over the lake\n";
const register = ["register", "--email", "ada@example.com", "--username", "ada", "--password-stdin"];

describe("flock register", () => {
  it("registers an account", async (t) => {
    const { flock } = await stubServers(t);
    const human = await flock(register, password);
    assert.deepEqual([human.code, human.stdout], [0, "registered: sign in with flock signin\n"]);
    const json = await flock([...register, "--json"], password);
    assert.equal(JSON.parse(json.stdout).state, "REGISTRATION_STATE_COMPLETED");
    assert.equal(json.stderr, "");
  });

  it("names the field that was refused", async (t) => {
    const { flock } = await stubServers(t);
    const args = ["register", "--email", "ada@example.com", "--username", "taken", "--password-stdin"];
    const human = await flock(args, password);
    assert.equal(human.code, 3);
    assert.equal(human.stderr, "flock: the username is taken (USERNAME_TAKEN); username is taken\n");
    const { error } = JSON.parse((await flock([...args, "--json"], password)).stderr);
    assert.deepEqual(error.fields, [{ field: "username", description: "is taken" }]);
    assert.equal(error.message, "the username is taken");
  });

  it("only judges, when asked to", async (t) => {
    const { flock } = await stubServers(t);
    assert.equal((await flock([...register, "--validate-only"], password)).stdout, "the fields are fine\n");
  });

  it("follows one that takes long: to its end, or until the wait is over", async (t) => {
    const { flock, registrations } = await stubServers(t);
    registrations.state.registered = RegistrationState.RUNNING;
    const late = await flock([...register, "--wait", "0"], password);
    assert.equal(late.code, 5);
    assert.match(late.stderr, /goes on by itself; call it again with --request-id [0-9a-f-]{36} \(STILL_RUNNING\)/);
    registrations.state.later = RegistrationState.FAILED;
    const failed = await flock(register, password);
    assert.deepEqual([failed.code, failed.stdout], [3, ""]);
    assert.match(failed.stderr, /the e-mail address is taken \(EMAIL_TAKEN\)\n$/);
  });

  it("tells how to repeat a call that nobody knows the end of", async (t) => {
    const { flock, stop } = await stubServers(t);
    await stop();
    const { code, stderr } = await flock(register, password);
    assert.equal(code, 5);
    assert.match(stderr, /--request-id [0-9a-f-]{36}\nflock: orchestrator at .* can not be reached/);
  });
});
