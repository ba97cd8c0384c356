import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { reasonOrAnswer } from "../../test/serving.ts";
import { as, type SessionScene, sessionScene } from "../../test/sessions.ts";

describe("RevokeSession and RevokeOtherSessions", () => {
  let scene: SessionScene;
  before(async () => {
    scene = await sessionScene();
  });
  after(() => scene.close());

  /** Somebody who has signed in so many times. */
  async function signedIn(times: number) {
    const person = await scene.newPerson();
    const answers = [];
    for (let time = 0; time < times; time += 1) answers.push(await scene.signIn(person));
    const devices = answers.map((answer) => ({ id: answer.session?.id ?? "", call: as(answer), ...answer }));
    const left = async () => {
      const rows = await scene.sql`select id from sessions where user_id = ${person.userId}`;
      return devices.map(({ id }) => rows.some((row) => row.id === id));
    };
    return { devices: devices as Device[] as [Device, Device, Device], left };
  }
  type Device = { id: string; call: { headers: Record<string, string> }; refreshToken: string };
  const revoke = (sessionId: string, { call }: Device) =>
    reasonOrAnswer(scene.client.revokeSession({ sessionId }, call).then(() => "done"));
  const revokeOthers = ({ call }: Device) =>
    reasonOrAnswer(scene.client.revokeOtherSessions({}, call).then(({ ended }) => ended));

  it("ends one of the caller's sessions, twice is once, and its refresh token is worth nothing", async () => {
    const { devices, left } = await signedIn(3);
    const [one, two] = devices;
    for (let time = 0; time < 2; time += 1) assert.equal(await revoke(two.id.toUpperCase(), one), "done");
    assert.deepEqual(await left(), [true, false, true]);
    const refreshed = reasonOrAnswer(scene.client.refreshSession({ refreshToken: two.refreshToken }));
    assert.equal(await refreshed, "INVALID_REFRESH_TOKEN");
  });

  it("leaves another's session alone and answers alike, as for one that is not there", async () => {
    const [mine, theirs] = [await signedIn(1), await signedIn(1)];
    for (const id of [theirs.devices[0].id, randomUUID()]) assert.equal(await revoke(id, mine.devices[0]), "done");
    assert.deepEqual([await mine.left(), await theirs.left()], [[true], [true]]);
    assert.equal(await revoke("nonsense", mine.devices[0]), "INVALID_REQUEST");
  });

  it("ends all other sessions of the caller, and nobody else's", async () => {
    const [mine, theirs] = [await signedIn(3), await signedIn(1)];
    const { ended = 0 } = await scene.counted();
    assert.deepEqual([await revokeOthers(mine.devices[1]), await revokeOthers(mine.devices[1])], [2, 0]);
    assert.deepEqual([await mine.left(), await theirs.left()], [[false, true, false], [true]]);
    assert.equal((await scene.counted()).ended, ended + 2);
  });

  it("takes no change from a session that has ended, whatever its access token says", async () => {
    const { devices, left } = await signedIn(3);
    const [gone, idle, alive] = devices;
    assert.equal(await revoke(gone.id, gone), "done");
    await scene.pass(idle.id, 15 * 24 * 60 * 60);
    for (const device of [gone, idle]) {
      assert.equal(await revoke(alive.id, device), "SESSION_ENDED");
      assert.equal(await revokeOthers(device), "SESSION_ENDED");
    }
    assert.deepEqual(await left(), [false, true, true]);
    const { user } = await scene.client.getCurrentUser({}, gone.call);
    assert.ok(user, "reading goes on until the access token runs out");
    await scene.sql`update users set status = 'disabled' where id = ${user.id}`;
    assert.equal(await revokeOthers(alive), "SESSION_ENDED");
  });

  it("takes no session of somebody else for the caller's", async () => {
    const [mine, theirs] = [await signedIn(1), await signedIn(1)];
    const { user } = await scene.client.getCurrentUser({}, mine.devices[0].call);
    const mixed = await scene.bearer(user?.id ?? "", theirs.devices[0].id);
    assert.equal(await revokeOthers({ ...mine.devices[0], call: mixed }), "SESSION_ENDED");
  });

  it("lets one of many win that end each other at once", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { devices, left } = await signedIn(3);
      const outcomes = await Promise.all(devices.map(revokeOthers));
      assert.deepEqual(outcomes.filter((outcome) => outcome === 2).length, 1);
      assert.deepEqual(outcomes.filter((outcome) => outcome === "SESSION_ENDED").length, 2);
      assert.equal((await left()).filter((lives) => lives).length, 1);
    }
  });

  it("beats a refresh of the session that it ends, or comes before it, but never loses it", async () => {
    for (let round = 0; round < 10; round += 1) {
      const { devices, left } = await signedIn(2);
      const [one, two] = devices;
      const refreshing = reasonOrAnswer(scene.client.refreshSession({ refreshToken: two.refreshToken }));
      assert.equal(await revoke(two.id, one), "done");
      await refreshing;
      assert.deepEqual(await left(), [true, false]);
    }
  });
});
