import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { reasonOrAnswer } from "../../test/serving.ts";
import { type ModelToken, SessionModel } from "../../test/session-model.ts";
import { type SessionScene, sessionScene } from "../../test/sessions.ts";

type Real = { scene: SessionScene; userId: string; sessionId: string };
type Command = fc.AsyncCommand<SessionModel, Real>;

/** The newest token by 0 or one of the next, the first one ever by -1 or one of those before. */
const tokenOf = ({ all }: SessionModel, index: number) =>
  all[(((-1 - index) % all.length) + all.length) % all.length] as ModelToken;

const described = ({ text, usedAt, replacedAt }: ModelToken) =>
  [text.split(".")[0], usedAt === undefined ? "" : "used", replacedAt === undefined ? "" : "replaced"].join(" ");

const stored = async ({ scene, sessionId }: Real): Promise<string[]> =>
  (
    await scene.sql`select concat_ws(' ', id, case when used_at is null then '' else 'used' end,
      case when replaced_at is null then '' else 'replaced' end) as token
      from auth_tokens where session_id = ${sessionId}`
  ).map(({ token }) => token);

/** A command: what it does to both, and afterwards both must agree on what is left. */
function command(name: string, run: (model: SessionModel, real: Real) => Promise<void>): Command {
  return {
    check: () => true,
    toString: () => name,
    run: async (model, real) => {
      await run(model, real);
      const { scene, sessionId } = real;
      assert.equal(await scene.isAlive(sessionId), model.alive);
      assert.deepEqual((await stored(real)).sort(), [...model.kept].map(described).sort());
    },
  };
}

const refresh = async ({ scene }: Real, refreshToken: string) =>
  reasonOrAnswer(scene.client.refreshSession({ refreshToken }).then((answer) => ({ text: answer.refreshToken })));

/** Some clients use one token at once; how the service orders them makes no difference. */
const useAtOnce = (index: number, clients: number) =>
  command(`use token ${index} by ${clients}`, async (model, real) => {
    const token = tokenOf(model, index);
    const answers = await Promise.all(Array.from({ length: clients }, () => refresh(real, token.text)));
    const given = answers.filter((answer) => typeof answer === "object").map(({ text }) => text);
    for (const answer of answers.filter((one) => typeof one === "string"))
      assert.equal(answer, "INVALID_REFRESH_TOKEN");
    let expected = 0;
    for (let client = 0; client < clients; client += 1) {
      if (model.use(token) === "refused") continue;
      model.give(given[expected] ?? "", token);
      expected += 1;
    }
    assert.equal(given.length, expected);
  });

// Steps that never meet one of the limits (30 s, 7, 14 and 30 days), so that the time a test takes can not matter.
const pass = (seconds: number) =>
  command(`pass ${seconds} s`, async (model, { scene, sessionId }) => {
    model.now += seconds;
    await scene.pass(sessionId, seconds);
  });

const useWrongSecret = (index: number) =>
  command(`use token ${index} with a wrong secret`, async (model, real) => {
    const [id] = tokenOf(model, index).text.split(".");
    assert.equal(await refresh(real, `${id}.${"A".repeat(43)}`), "INVALID_REFRESH_TOKEN");
  });

const signOut = (index: number) =>
  command(`sign out with token ${index}`, async (model, { scene }) => {
    const token = tokenOf(model, index);
    await scene.client.signOut({ refreshToken: token.text });
    if (model.kept.has(token)) model.end();
  });

const setActive = (isActive: boolean) =>
  command(`set the user ${isActive ? "active" : "disabled"}`, async (model, { scene, userId }) => {
    model.userIsActive = isActive;
    await scene.sql`update users set status = ${isActive ? "active" : "disabled"} where id = ${userId}`;
  });

const recent = fc.oneof({ weight: 3, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(12) });
const seldom = fc.oneof(recent.map(signOut), fc.boolean().map(setActive), recent.map(useWrongSecret));
const often = fc.oneof(
  fc.tuple(recent, fc.constantFrom(1, 1, 1, 2, 7)).map(([index, clients]) => useAtOnce(index, clients)),
  fc.constantFrom(12, 12, 48, 8 * 24 * 60 * 60).map(pass),
);
const commands = fc.commands([often, often, often, often, often, often, often, seldom], {
  maxCommands: 30,
  size: "max",
});

describe("a session, whatever is done with its refresh tokens", () => {
  let scene: SessionScene;
  before(async () => {
    scene = await sessionScene();
  });
  after(() => scene.close());

  it("does what a simple model of it does", async () => {
    const begin = async () => {
      const person = await scene.newPerson();
      const { session, refreshToken } = await scene.signIn(person);
      const real = { scene, userId: person.userId, sessionId: session?.id ?? "" };
      return { model: new SessionModel(refreshToken), real };
    };
    const property = fc.asyncProperty(commands, (run) => fc.asyncModelRun(begin, run));
    await fc.assert(property, { numRuns: 60 });
  });
});
