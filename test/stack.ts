import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Stack, startStack } from "../dev/stack.ts";
import { freeStackPorts } from "../dev/stack-ports.ts";
import { whenGone } from "./guard.ts";

const root = join(import.meta.dirname, "..");

/**
 * Starts a whole stack for one test file, on ports and data of its own: real processes that can be killed by name. `stop`
 * belongs into the file's `after`; nothing outlives this process either way.
 */
export async function testStack(variables: Record<string, string> = {}): Promise<Stack> {
  const dir = mkdtempSync(join(tmpdir(), "flock-test-stack-"));
  const clear = whenGone('FLOCK_DIR="$1" "$2" dev/down.ts; rm -rf "$1"', [dir, process.execPath], root);
  const env = { ...process.env, BCRYPT_COST: "4", LOG_LEVEL: "info", ...variables };
  const stack = await startStack({ dir, ports: await freeStackPorts(), env, say: () => {} });
  return { ...stack, stop: () => stack.stop().finally(clear) };
}
