import { type Cpu, cpuBetween } from "../cpu.ts";
import { acceptedMs, type Call, type ClosedLoop, closedLoop, tally } from "../load.ts";
import { type Summary, summarize } from "../statistics.ts";

/** Register end to end by so many clients. `cpu` is per accepted registration; `busy` are cores, on average. */
export type RegisterRow = Summary & {
  clients: number;
  accepted: number;
  shed: number;
  failed: number;
  reasons: string[];
  perSecond: number;
  cpu: Cpu;
  busy: Cpu;
};

/** Registers in a closed loop. */
export async function measureRegister(loop: ClosedLoop, call: Call, read: () => Cpu): Promise<RegisterRow> {
  const { calls, seconds, before, after } = await closedLoop(loop, call, read);
  const counts = tally(calls);
  if (counts.accepted === 0) throw new Error(`no registration was accepted: ${counts.reasons.join(", ")}`);
  const cpu = cpuBetween(before, after, counts.accepted);
  const busy = cpuBetween(before, after, seconds * 1000);
  const perSecond = counts.accepted / seconds;
  return { clients: loop.clients, ...counts, ...summarize(acceptedMs(calls)), perSecond, cpu, busy };
}
