import type { Stack } from "../dev/stack.ts";
import { type Process, processes } from "./cpu.ts";

/** The processes of a stack. Throws when one of them is somebody else's. */
export function pidsOf({ plan }: Stack): Record<Process, number> {
  const entries = plan.book.entries();
  const missing = processes.filter((name) => !entries[name]);
  if (missing.length > 0) throw new Error(`only a stack of our own can be measured; not ours: ${missing.join(", ")}`);
  return Object.fromEntries(processes.map((name) => [name, entries[name]?.pid])) as Record<Process, number>;
}
