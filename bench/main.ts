// `make bench`: measures a stack of its own and prints the figures. `--quick` for a look that is not kept, `--only PART` for one
// part of it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { exit, stderr, stdout } from "node:process";
import { parseArgs } from "node:util";
import { testStack } from "../test/stack.ts";
import { FULL, QUICK } from "./durations.ts";
import { measureRegistration } from "./measure.ts";
import { parts, writeFigures } from "./report/readme.ts";
import { report } from "./report/report.ts";
import { measureSignIn } from "./sign-in/measure.ts";
import { signInReport } from "./sign-in/report/report.ts";

const COST = 12;

const { quick, only } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string" } },
}).values;
const chosen = parts.filter((part) => part === (only ?? part));
const say = (line: string) => void stderr.write(`${line}\n`);
if (chosen.length === 0) {
  say(`--only must be one of: ${parts.join(", ")}`);
  exit(2);
}
const concurrency = Number(process.env.HASH_CONCURRENCY) || availableParallelism();
const durations = quick ? QUICK : FULL;
say("building the workflow bundle and starting a stack");
const bundleDir = mkdtempSync(join(tmpdir(), "flock-bench-"));
const stack = await testStack({ BCRYPT_COST: String(COST), LOG_LEVEL: "warn", WORKFLOW_BUNDLE: builtBundle() });
const measure = {
  registration: async () =>
    report(await measureRegistration({ stack, cost: COST, concurrency, durations: durations.registration, say })),
  "sign-in": async () => signInReport(await measureSignIn({ stack, cost: COST, durations: durations["sign-in"], say })),
};
try {
  for (const part of chosen) {
    const figures = await measure[part]();
    stdout.write(`\n${figures}\n`);
    if (!quick) writeFigures(part, figures);
  }
} finally {
  await stack.stop();
  rmSync(bundleDir, { recursive: true });
}

/** As in production: the bundler's own memory is not the orchestrator's. */
function builtBundle(): string {
  const path = join(bundleDir, "workflows.js");
  execFileSync(process.execPath, [join(import.meta.dirname, "../orchestrator/bundle/main.ts"), path], {
    stdio: "pipe",
  });
  return path;
}
