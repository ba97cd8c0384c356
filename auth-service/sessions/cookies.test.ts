import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { refusal } from "../../kit/testing/http.ts";
import { ORIGIN, PASSWORD, type Person, type SessionScene, sessionScene } from "../../test/sessions.ts";

const NAME = "__Host-flock-refresh";

describe("browser mode", () => {
  let scene: SessionScene;
  let person: Person;
  before(async () => {
    scene = await sessionScene();
    person = await scene.newPerson();
  });
  after(() => scene.close());

  /** One call as a browser makes it. */
  async function call(method: string, body: object, headers: Record<string, string> = {}) {
    const url = `${scene.url}/flock.auth.v1.AuthService/${method}`;
    const all = { "content-type": "application/json", ...headers };
    const response = await fetch(url, { method: "POST", headers: all, body: JSON.stringify(body) });
    const text = await response.text();
    const problem = response.ok ? undefined : refusal({ status: response.status, headers: {}, text });
    const cookies = response.headers.getSetCookie();
    return { status: response.status, headers: response.headers, cookies, json: JSON.parse(text), ...problem };
  }
  const page = { origin: ORIGIN };
  const signIn = (headers = page, cookie = true) =>
    call("SignIn", { email: person.email, password: PASSWORD, cookie }, headers);
  const cookieOf = ({ cookies }: { cookies: string[] }) => cookies[0]?.split(";")[0] ?? "";
  const begin = async () => {
    const answer = await signIn();
    return { cookie: cookieOf(answer), id: String(answer.json.session.id) };
  };

  it("keeps the refresh token in a cookie that no script reads, until the session's end, and out of the answer", async () => {
    const answer = await signIn();
    assert.equal(answer.json.refreshToken, "");
    assert.equal(answer.headers.get("cache-control"), "no-store");
    const [value, ...attributes] = (answer.cookies[0] ?? "").split("; ");
    assert.match(value ?? "", new RegExp(`^${NAME}=[0-9a-f-]{36}\\.[\\w-]{43}$`));
    const lasting = attributes.map((text) => text.replace(/^Max-Age=259(2000|1999)$/, "Max-Age=30 days"));
    assert.deepEqual(lasting.sort(), ["HttpOnly", "Max-Age=30 days", "Path=/", "SameSite=Strict", "Secure"]);
    assert.equal(answer.cookies.length, 1);
  });

  it("refreshes by cookie, and shortens the cookie's life to what is left of the session", async () => {
    const { cookie, id } = await begin();
    await scene.pass(id, 10 * 24 * 60 * 60);
    const answer = await call("RefreshSession", {}, { ...page, cookie: `theme=dark; ${cookie}; other=a.b` });
    assert.equal(answer.status, 200);
    assert.deepEqual([answer.json.refreshToken, answer.headers.get("cache-control")], ["", "no-store"]);
    assert.match(answer.cookies[0] ?? "", /; Max-Age=17(28000|279\d\d)$/);
    assert.notEqual(cookieOf(answer), cookie);
    assert.equal((await call("RefreshSession", {}, { ...page, cookie: cookieOf(answer) })).status, 200);
  });

  it("signs out by cookie and has the browser forget it, also when there is no such session any more", async () => {
    const { cookie, id } = await begin();
    for (const stale of [cookie, cookie, `${NAME}=`, `${NAME}=nonsense`]) {
      const answer = await call("SignOut", {}, { ...page, cookie: stale });
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.cookies, [`${NAME}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0`]);
    }
    assert.equal(await scene.isAlive(id), false);
  });

  it("needs the origin of an allowed page wherever a cookie is taken or set", async () => {
    const { cookie, id } = await begin();
    const strangers = [undefined, "null", "", "https://evil.example", `${ORIGIN}.evil.example`, "http://app.example"];
    for (const origin of strangers) {
      const from: Record<string, string> = origin === undefined ? {} : { origin };
      const answers = await Promise.all([
        call("SignIn", { email: person.email, password: PASSWORD, cookie: true }, from),
        call("RefreshSession", {}, { ...from, cookie }),
        call("SignOut", {}, { ...from, cookie }),
      ]);
      for (const answer of answers) {
        assert.deepEqual([answer.reason, answer.status], ["ORIGIN_REFUSED", 403], origin);
        assert.deepEqual(answer.cookies, []);
      }
    }
    assert.ok(await scene.isAlive(id));
  });

  it("asks no origin of those who carry the token themselves, and sets them no cookie", async () => {
    const answer = await signIn({ origin: "https://evil.example" }, false);
    const { refreshToken } = answer.json;
    const refreshed = await call("RefreshSession", { refreshToken });
    assert.deepEqual([answer.status, refreshed.status], [200, 200]);
    assert.equal(refreshed.headers.get("cache-control"), "no-store");
    const out = await call("SignOut", { refreshToken: refreshed.json.refreshToken });
    assert.equal(out.status, 200);
    assert.deepEqual(
      [answer, refreshed, out].flatMap(({ cookies }) => cookies),
      [],
    );
  });

  for (const method of ["RefreshSession", "SignOut"]) {
    it(`takes one token from one place: ${method} refuses cookie and body together, two cookies, and none`, async () => {
      const [first, second] = [await begin(), await begin()];
      const inBody = { refreshToken: first.cookie.slice(NAME.length + 1) };
      const wrong = [
        await call(method, inBody, { ...page, cookie: first.cookie }),
        await call(method, inBody, { ...page, cookie: `${NAME}=` }),
        await call(method, {}, { ...page, cookie: `${first.cookie}; ${second.cookie}` }),
        await call(method, {}, page),
        await call(method, {}, { ...page, cookie: "theme=dark; __host-flock-refresh=x; x__Host-flock-refresh=y" }),
      ];
      for (const answer of wrong) {
        assert.deepEqual([answer.reason, answer.fields], ["INVALID_REQUEST", ["refresh_token"]]);
        assert.deepEqual(answer.cookies, []);
      }
      assert.deepEqual([await scene.isAlive(first.id), await scene.isAlive(second.id)], [true, true]);
    });
  }

  it("clears no cookie when a refresh is refused: a race that one tab lost signs no other out", async () => {
    const { cookie } = await begin();
    const refused = [`${NAME}=`, `${NAME}=nonsense`, `${NAME}="${cookie.slice(NAME.length + 1)}"`, `${cookie}x`];
    for (const value of refused) {
      const answer = await call("RefreshSession", {}, { ...page, cookie: value });
      assert.deepEqual([answer.reason, answer.status, answer.cookies], ["INVALID_REFRESH_TOKEN", 401, []]);
    }
    const tabs = await Promise.all(Array.from({ length: 7 }, () => call("RefreshSession", {}, { ...page, cookie })));
    const lost = tabs.filter(({ status }) => status !== 200);
    assert.equal(lost.length, 2);
    for (const answer of lost) assert.deepEqual([answer.reason, answer.cookies], ["INVALID_REFRESH_TOKEN", []]);
  });

  it("lets a page of an allowed origin send its cookie", async () => {
    const answer = await signIn();
    assert.equal(answer.headers.get("access-control-allow-origin"), ORIGIN);
    assert.equal(answer.headers.get("access-control-allow-credentials"), "true");
  });
});
