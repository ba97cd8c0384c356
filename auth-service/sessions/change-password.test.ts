import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ConnectError } from "@connectrpc/connect";
import { BadRequestSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { reasonOf } from "../../kit/problem.ts";
import { reasonOrAnswer } from "../../test/serving.ts";
import { as, PASSWORD, type Person, type SessionScene, sessionScene } from "../../test/sessions.ts";

const NEW = "eight tame ducks on the pond";

describe("ChangePassword", () => {
  let scene: SessionScene;
  before(async () => {
    scene = await sessionScene();
  });
  after(() => scene.close());

  async function signedIn(times: number) {
    const person = await scene.newPerson();
    const answers = [];
    for (let time = 0; time < times; time += 1) answers.push(await scene.signIn(person));
    return { person, answers: answers as [Answer, Answer, Answer] };
  }
  type Answer = Awaited<ReturnType<SessionScene["signIn"]>>;
  const change = (answer: Answer, newPassword = NEW, currentPassword = PASSWORD) =>
    reasonOrAnswer(
      scene.client.changePassword({ currentPassword, newPassword }, as(answer)).then(({ ended }) => ended),
    );
  const signInBy = ({ email }: Person, password: string) =>
    reasonOrAnswer(scene.client.signIn({ email, password }).then(() => "in"));
  const lives = ({ session }: Answer) => scene.isAlive(session?.id ?? "");

  it("lets in by the new password only, ends all other sessions and keeps the calling one", async () => {
    const { person, answers } = await signedIn(3);
    assert.equal(await change(answers[1]), 2);
    assert.deepEqual(await Promise.all(answers.map(lives)), [false, true, false]);
    assert.equal(await signInBy(person, PASSWORD), "INVALID_CREDENTIALS");
    assert.equal(await signInBy(person, NEW), "in");
    const { refreshToken } = answers[1];
    assert.ok((await scene.client.refreshSession({ refreshToken })).refreshToken);
  });

  it("is refused the second time, because the current password is another one then", async () => {
    const { answers } = await signedIn(1);
    assert.deepEqual([await change(answers[0]), await change(answers[0])], [0, "INVALID_CREDENTIALS"]);
  });

  it("asks for the current password, and changes nothing for a wrong one", async () => {
    const { person, answers } = await signedIn(2);
    assert.equal(await change(answers[0], NEW, "not the current one"), "INVALID_CREDENTIALS");
    assert.equal(await signInBy(person, PASSWORD), "in");
    assert.ok(await lives(answers[1]));
  });

  it("refuses a weak new password by the field it came in, also one that holds the caller's address", async () => {
    const { person, answers } = await signedIn(2);
    const [local = ""] = person.email.split("@");
    for (const newPassword of ["short", "passwordpassword", `7#q ${local} vK!2`, "a\u0000b cdefghijklmnopq"]) {
      const call = scene.client.changePassword({ currentPassword: PASSWORD, newPassword }, as(answers[0]));
      const error = await call.then(() => assert.fail(newPassword), ConnectError.from);
      assert.equal(reasonOf(error), "WEAK_PASSWORD");
      assert.equal(error.findDetails(BadRequestSchema)[0]?.fieldViolations[0]?.field, "new_password");
    }
    assert.ok(await lives(answers[1]));
    assert.equal(await signInBy(person, PASSWORD), "in");
  });

  it("is not for a session that has ended, which learns nothing of the password either", async () => {
    const { answers } = await signedIn(2);
    await scene.client.signOut({ refreshToken: answers[0].refreshToken });
    assert.equal(await change(answers[0]), "SESSION_ENDED");
    assert.equal(await change(answers[0], NEW, "not the current one"), "SESSION_ENDED");
    assert.ok(await lives(answers[1]));
  });

  it("lets one of two win that change it at once, from one session or from two", async () => {
    for (let round = 0; round < 6; round += 1) {
      const { person, answers } = await signedIn(2);
      const callers = round % 2 === 0 ? [answers[0], answers[0]] : [answers[0], answers[1]];
      const passwords = [`${NEW} ${round}`, `${NEW} ${round} indeed`];
      const outcomes = await Promise.all(callers.map((answer, index) => change(answer, passwords[index])));
      const winner = outcomes.findIndex((outcome) => typeof outcome === "number");
      const loser = outcomes[1 - winner];
      assert.ok(loser === "INVALID_CREDENTIALS" || loser === "SESSION_ENDED", String(loser));
      assert.equal(await signInBy(person, passwords[winner] ?? ""), "in");
      assert.equal(await signInBy(person, passwords[1 - winner] ?? ""), "INVALID_CREDENTIALS");
    }
  });

  it("is lost when the session ends while it waits, and the password stays", async () => {
    const { person, answers } = await signedIn(2);
    const pause = await scene.pauseAt("after delete on sessions");
    const others = scene.client.revokeOtherSessions({}, as(answers[1]));
    await pause.waiting(1);
    const changing = change(answers[0]);
    await pause.waiting(2);
    await pause.end();
    await others;
    assert.equal(await changing, "SESSION_ENDED");
    assert.equal(await signInBy(person, PASSWORD), "in");
  });

  it("leaves no session to somebody who signs in with the old password at the same moment", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { person, answers } = await signedIn(1);
      const thefts = Array.from({ length: 4 }, () => reasonOrAnswer(scene.signIn(person)));
      assert.equal(typeof (await change(answers[0])), "number");
      await Promise.all(thefts);
      const left = await scene.sql`select id from sessions where user_id = ${person.userId}`;
      assert.deepEqual(
        left.map(({ id }) => id),
        [answers[0].session?.id],
      );
    }
  });

  it("stores the new password as a hash only and logs neither", async () => {
    const { person, answers } = await signedIn(1);
    await change(answers[0]);
    const [row] = await scene.sql`select row_to_json(u)::text as row from users u where id = ${person.userId}`;
    const kept = scene.logged() + row?.row;
    for (const password of [PASSWORD, NEW]) assert.ok(!kept.includes(password));
  });
});
