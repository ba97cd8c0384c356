// `make bench`: measures a stack of its own and prints the figures. `--quick` for a look that is not kept.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { stderr, stdout } from "node:process";
import { parseArgs } from "node:util";
import { testStack } from "../test/stack.ts";
import { type Durations, measureAll } from "./measure.ts";
import { writeFigures } from "./report/readme.ts";
import { report } from "./report/report.ts";

const FULL: Durations = { hash: 6000, warmUp: 6000, register: 30_000, profiles: 10_000, overload: 20_000, rounds: 40 };
const QUICK: Durations = { hash: 1500, warmUp: 2000, register: 5000, profiles: 3000, overload: 5000, rounds: 5 };
const COST = 12;

const { quick } = parseArgs({ options: { quick: { type: "boolean", default: false } } }).values;
const concurrency = Number(process.env.HASH_CONCURRENCY) || availableParallelism();
const say = (line: string) => void stderr.write(`${line}\n`);
say("building the workflow bundle and starting a stack");
const bundleDir = mkdtempSync(join(tmpdir(), "flock-bench-"));
const stack = await testStack({ BCRYPT_COST: String(COST), LOG_LEVEL: "warn", WORKFLOW_BUNDLE: builtBundle() });
try {
  const durations = quick ? QUICK : FULL;
  const figures = report(await measureAll({ stack, cost: COST, concurrency, durations, say }));
  stdout.write(`\n${figures}\n`);
  if (!quick) writeFigures(figures);
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
