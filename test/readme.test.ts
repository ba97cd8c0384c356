import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import type { Stack } from "../dev/stack.ts";
import { services, usualStackPorts } from "../dev/stack-ports.ts";
import { withParts } from "../scripts/readme-parts.ts";
import { type Example, examples, lasting, readme, shownMetrics, toldMetrics, unmarked } from "./readme.ts";
import { testStack } from "./stack.ts";

const root = join(import.meta.dirname, "..");
const run = promisify(execFile);

describe("the README", () => {
  it("tells of every reason and every variable as the code does (renew it with `make generate`)", () => {
    assert.equal(withParts(readme), readme);
  });

  it("holds no program that is neither run here nor says why", () => {
    assert.deepEqual(unmarked, []);
    assert.ok(examples.length > 10, "the marks are gone");
  });
});

describe("what the README says to paste", () => {
  let stack: Stack;
  before(async () => {
    stack = await testStack({ REFLECTION: "true" });
  });
  after(async () => await stack?.stop());

  for (const example of examples) {
    it(`prints ${example.prints} (${example.name})`, async () => {
      const { stdout } = await runExample(here(example, stack), commandEnv(stack));
      assert.ok(stdout.includes(example.prints), stdout);
      if (example.json) assert.deepEqual(lasting(stdout), lasting(example.json));
    });
  }

  it("and names every metric of our own, with its labels, and no other", async () => {
    const pages = services.map(async (name) => (await fetch(`${stack.adminUrls[name]}/metrics`)).text());
    const shown = (await Promise.all(pages)).map(shownMetrics);
    assert.deepEqual(toldMetrics, Object.assign({}, ...shown));
  });
});

/** The example for the ports and the folder of this stack, which are the usual ones for a reader. */
function here({ code, ...example }: Example, { plan }: Stack): Example {
  const usual = usualStackPorts();
  const ports = new Map([
    ...services.flatMap((name) => [
      [usual.services[name].port, plan.ports.services[name].port] as const,
      [usual.services[name].admin, plan.ports.services[name].admin] as const,
    ]),
    [usual.temporal.frontend, plan.ports.temporal.frontend] as const,
  ]);
  const moved = code.replace(/(?<=localhost:)\d+/g, (port) => String(ports.get(Number(port)) ?? port));
  return { ...example, code: moved.replaceAll(".flock/", `${plan.dir}/`) };
}

/** Where the flock command finds the servers of this stack, and a home of its own. */
const commandEnv = ({ urls, plan }: Stack) => ({
  FLOCK_ORCHESTRATOR_URL: urls.orchestrator,
  FLOCK_AUTH_URL: urls["auth-service"],
  FLOCK_PROFILE_URL: urls["profile-service"],
  XDG_CONFIG_HOME: join(plan.dir, "home"),
});

async function runExample({ language, code }: Example, variables: Record<string, string>) {
  const env = { ...process.env, ...variables, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}` };
  const [program, ...args] =
    language === "ts"
      ? ([process.execPath, "--input-type=module-typescript", "--eval", code] as const)
      : (["bash", "-euo", "pipefail", "-c", code] as const);
  return await run(program, args, { cwd: root, env, timeout: 60_000 });
}
