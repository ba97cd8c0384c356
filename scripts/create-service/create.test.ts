import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readme } from "../../test/readme.ts";
import { exists, read } from "../../test/sources.ts";
import { nextPorts, PORTS_FILE, readPorts } from "./ports.ts";
import { copyProject, type Ended, type ProjectCopy } from "./testing/project-copy.ts";

const offset = 16_000 + (process.pid % 100) * 30;
/** The words of the README, or others where a project has just this service. */
const [service, noun] = exists("billing-service") ? ["shipping", "parcel"] : ["billing", "invoice"];
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const [Noun, Service] = [capital(noun), `${capital(service)}Service`] as const;
const book = readme.replaceAll("billing", service).replaceAll("invoice", noun).replaceAll("Invoice", Noun);
/** A command of the README, without what it says beside it. */
const told = (pattern: RegExp) => (pattern.exec(book)?.[0] ?? "nothing in the README").replace(/ +#.*/, "");
const creation = told(/^\.\/scripts\/create_microservice\.sh flock-.*$/m);
const removal = told(/^\.\/scripts\/create_microservice\.sh --remove .*$/m);
// On two cores that have nothing else to do it all takes three minutes.
const slow = { timeout: 900_000 };

describe("a new service", slow, () => {
  let copy: ProjectCopy;
  let untouched: string;
  before(async () => {
    copy = await copyProject(offset);
    untouched = await copy.state();
  });
  after(() => copy?.close());

  const fine = async (line: string) => {
    const { code, printed } = await copy.run(line);
    assert.equal(code, 0, printed);
    return printed;
  };
  const isUntouched = async () => assert.equal(await copy.state(), untouched);
  const refused = ({ code, printed }: Ended, why: RegExp) => {
    assert.equal(code, 1, printed);
    assert.match(printed, why);
    assert.ok(printed.trim().split("\n").length < 4, printed);
  };
  const call = async (url: string, body: object, token = "") => {
    const line = `curl -sS ${url} -H 'content-type: application/json' -H 'authorization: ${token && `Bearer ${token}`}' -d '${JSON.stringify(body)}'`;
    return JSON.parse(await fine(token ? line : line.replace(/-H 'authorization: ' /, "")));
  };

  it("is refused in one message, with nothing made, when something is in the way", slow, async () => {
    const { read, write, run } = copy;
    refused(await run("./scripts/create_microservice.sh flock-profile-service"), /^profile would be taken/);
    refused(await run(`./scripts/create_microservice.sh --remove ${service}`), /^there is no \w+-service/);
    const tools = "mkdir -p .git/tools && for tool in bash dirname; do ln -sf $(command -v $tool) .git/tools; done";
    refused(await run(`${tools}; PATH=$PWD/.git/tools ${creation}`), /^git is missing/);
    await isUntouched();
    const makefile = read("Makefile");
    write("Makefile", makefile.replace("FOLDERS := ", "PLACES := "));
    refused(await run(creation), /^the work tree is not clean/);
    refused(
      await run(`git -c user.name=a -c user.email=a@example.com commit -qam strange && ${creation}`),
      /^these files .*Makefile$/m,
    );
    await run("git reset -q --hard HEAD~1");
    await isUntouched();
  });

  it("leaves nothing when it is interrupted", slow, async () => {
    const creating = copy.start(`mkdir .git/work && TMPDIR=$PWD/.git/work ${creation}`);
    while (!copy.exists(`.git/work/*/proto/flock/${service}/v1/${noun}.proto`)) await sleep(20);
    creating.kill("SIGINT");
    refused(await creating.ended, /^interrupted; nothing was changed/);
    assert.ok(!copy.exists(".git/work/*"));
    await isUntouched();
  });

  it("is shown and not made by --dry-run, here without a workflow", slow, async () => {
    const shown = await fine(`./scripts/create_microservice.sh flock-${service}-service --dry-run`);
    assert.match(shown, /^ {2}\w+-service\/\n\+ {3}config\.ts$/m);
    assert.match(shown, /^~ Makefile$/m);
    assert.match(shown, /^\+export const createItem =/m);
    await isUntouched();
  });

  it("passes make check as it was made, and is what the README shows", slow, async () => {
    await fine(creation);
    const saga = /^async function saga[\s\S]*?^}\n/m;
    assert.equal(saga.exec(book)?.[0], saga.exec(copy.read(`orchestrator/workflows/add-${noun}.ts`))?.[0]);
    await fine("make check");
  });

  it("passes its own tests", slow, async () => {
    const printed = await fine(`node --test '${service}-service/*.test.ts' 'orchestrator/${service}/*.test.ts'`);
    assert.match(printed, /^ℹ pass \d\d$/m);
  });

  it("is in the table of make up, and answers there", slow, async () => {
    const up = copy.start("make up");
    await up.prints(/Ctrl-C stops everything/);
    const url = `http://localhost:${nextPorts(readPorts(read(PORTS_FILE))).port + offset}`;
    assert.match(up.printed(), new RegExp(`^ +${service}-service +${url} `, "m"));
    assert.match(up.printed(), new RegExp(`^ +postgres-${service} +postgres://${service}_app@localhost:`, "m"));
    const register = /^ +(curl .*)$/m.exec(up.printed())?.[1] ?? "";
    assert.match(await fine(register), /REGISTRATION_STATE_COMPLETED/);
    const login = { email: "mary@example.com", password: "seven wild geese over the lake" };
    const { accessToken } = await call(`http://localhost:${8081 + offset}/flock.auth.v1.AuthService/SignIn`, login);
    const flow = `http://localhost:${8080 + offset}/flock.${service}.flow.v1.${Noun}FlowService/Add${Noun}`;
    const added = await call(flow, { requestId: crypto.randomUUID(), title: "Sheep" }, accessToken);
    assert.equal(added.done, true, JSON.stringify(added));
    const get = `${url}/flock.${service}.v1.${Service}/Get${Noun}`;
    assert.equal((await call(get, { id: added.id }, accessToken))[noun].title, "Sheep");
    assert.match(JSON.stringify(await call(get, { id: added.id })), /INVALID_ACCESS_TOKEN/);
    await fine("make down");
    assert.equal((await up.ended).code, 0, up.printed());
  });

  it("is not taken away when somebody has worked on it", slow, async () => {
    const path = `${service}-service/get-${noun}.ts`;
    const made = copy.read(path);
    copy.write(path, `${made}// More.\n`);
    refused(await copy.run(removal), new RegExp(`--force would delete these files with it:\n  ${path}\n$`));
    copy.write(path, made);
  });

  it("is taken away without a trace", slow, async () => {
    await fine(removal);
    await isUntouched();
    assert.ok(!copy.exists(`${service}-service`));
  });
});
