import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { doorWorld } from "../../test/door-world.ts";
import { PASSWORD } from "../../test/saga-world.ts";

const valid = {
  request_id: randomUUID(),
  email: "ada@example.com",
  password: PASSWORD,
  username: "ada",
  display_name: "Ada",
};
const long = (length: number) => "x".repeat(length);

/** Every field, every way to get it wrong, and the field that the answer must name. */
const wrong: [field: string, what: string, value: unknown][] = [
  ["request_id", "of another version", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"],
  ["request_id", "no UUID", "abc"],
  ["request_id", "too long", long(400)],
  ["request_id", "a number", 7],
  ["email", "empty", ""],
  ["email", "missing", undefined],
  ["email", "without a domain", "ada"],
  ["email", "with a control character", "a\u0000da@example.com"],
  ["email", "not ASCII before the @", "ädä@example.com"],
  ["email", "with a lone surrogate", "a\ud800@example.com"],
  ["email", "too long", `${long(400)}@example.com`],
  ["email", "an object", { at: "example.com" }],
  ["password", "empty", ""],
  ["password", "missing", undefined],
  ["password", "too short", "seven otters"],
  ["password", "too long", long(257)],
  ["password", "far too long", long(5000)],
  ["password", "common", "passwordpassword"],
  ["password", "the address", "ada@example.com ada@example.com"],
  ["password", "with a control character", "seven wandering\u0007otters"],
  ["password", "with a lone surrogate", "seven wandering \udc00otters"],
  ["password", "a number", 123456789012345],
  ["username", "empty", ""],
  ["username", "missing", undefined],
  ["username", "too short", "ab"],
  ["username", "too long", long(51)],
  ["username", "with a space", "ada lovelace"],
  ["username", "with an underscore at the end", "ada_"],
  ["username", "with two underscores", "ada__l"],
  ["username", "not ASCII", "adä"],
  ["username", "with a lone surrogate", "ada\ud800"],
  ["username", "a list", ["ada"]],
  ["display_name", "too long", long(101)],
  ["display_name", "with a control character", "Ada\u0000"],
  ["display_name", "with a direction override", "Ada\u202eecalevoL"],
  ["display_name", "with a lone surrogate", "Ada\ud800"],
  ["display_name", "a boolean", true],
  ["validate_only", "a string", "yes"],
];

describe("Register refuses", () => {
  let world: Awaited<ReturnType<typeof doorWorld>>;
  before(async () => {
    world = await doorWorld();
  });
  after(async () => await world?.close());

  const post = async (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => {
    const url = `${world.url}/flock.registration.v1.RegistrationService/Register`;
    const answer = await fetch(url, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
    });
    return { status: answer.status, text: await answer.text() };
  };
  const detailsOf = (text: string) => {
    const { details } = JSON.parse(text) as { details: { type: string; debug: Record<string, unknown> }[] };
    const of = (name: string) => details.filter(({ type }) => type === `google.rpc.${name}`).map(({ debug }) => debug);
    return { infos: of("ErrorInfo"), fields: JSON.stringify(of("BadRequest")) };
  };

  for (const [field, what, value] of wrong) {
    for (const validate of [false, true]) {
      it(`${field} ${what}${validate ? ", also when only validating" : ""}`, async () => {
        const body = { validate_only: validate, ...valid, [field]: value };
        const { status, text } = await post(JSON.stringify(body));
        assert.equal(status, 400, text);
        const { infos, fields } = detailsOf(text);
        assert.equal(infos.length, 1);
        assert.equal(infos[0]?.domain, "flock");
        assert.match(fields, new RegExp(`"field":"${field}"`));
        assert.ok(!text.includes(PASSWORD) && !text.includes(String(body.password || "—")), "the password is echoed");
        assert.ok(!world.logged().includes(PASSWORD), "the password is logged");
      });
    }
  }

  const cases: [
    what: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string>,
    status: number,
    reason: string,
  ][] = [
    ["a body that is no JSON", `{"password":"${PASSWORD}"`, {}, 400, "INVALID_REQUEST"],
    ["a body that is a list", `["${PASSWORD}"]`, {}, 400, "INVALID_REQUEST"],
    ["a body over the limit", JSON.stringify({ ...valid, display_name: long(70_000) }), {}, 429, "REQUEST_TOO_LARGE"],
    ["an unknown content type", JSON.stringify(valid), { "content-type": "text/plain" }, 415, "INVALID_REQUEST"],
    ["an impossible deadline", JSON.stringify(valid), { "connect-timeout-ms": "soon" }, 400, "INVALID_REQUEST"],
    [
      "bytes that are no message",
      Buffer.from([255, 255, 255]),
      { "content-type": "application/proto" },
      400,
      "INVALID_REQUEST",
    ],
  ];
  for (const [what, body, headers, status, reason] of cases) {
    it(what, async () => {
      const answer = await post(body, headers);
      assert.equal(answer.status, status, answer.text);
      assert.equal(detailsOf(answer.text).infos[0]?.reason, reason);
      assert.ok(!answer.text.includes(PASSWORD) && !world.logged().includes(PASSWORD));
    });
  }

  it("a method that does not exist", async () => {
    const answer = await fetch(`${world.url}/flock.registration.v1.RegistrationService/Nope`, {
      method: "POST",
      body: "{}",
    });
    assert.equal(answer.status, 404);
    assert.equal(detailsOf(await answer.text()).infos[0]?.reason, "METHOD_NOT_FOUND");
  });
});
