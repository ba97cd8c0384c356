import { type Cpu, cpuBetween } from "./cpu.ts";
import { acceptedMs, type Call, openLoop, type Timed, tally } from "./load.ts";
import { type Summary, summarize } from "./statistics.ts";

/** GetProfile at a modest rate, calm and while Register gets three times what the hash alone could do. */
export type OverloadRow = {
  calm: Summary;
  overloaded: Summary;
  /** Register meanwhile. */
  offered: number;
  accepted: number;
  shed: number;
  failed: number;
  reasons: string[];
  perSecond: number;
  busy: Cpu;
};

export type OverloadOptions = { hashesPerSecond: number; ms: number; register: Call; getProfile: Call };

const TIMES = 3;
const PROFILES_PER_SECOND = 50;

/** Measures a read while the writes are overloaded. Both run at fixed rates, so a slow answer does not slow the load. */
export async function measureOverload(options: OverloadOptions, read: () => Cpu): Promise<OverloadRow> {
  const { hashesPerSecond, ms, register, getProfile } = options;
  const profiles = (part: number) => openLoop({ perSecond: PROFILES_PER_SECOND, ms: ms * part }, getProfile);
  const calm = await profiles(0.5);
  const registering = openLoop({ perSecond: TIMES * hashesPerSecond, ms: ms * 1.5 }, register);
  await profiles(0.25); // until the queues are full
  const before = read();
  const overloaded = await profiles(1);
  const busy = cpuBetween(before, read(), ms);
  const { accepted, ...counts } = tally(await registering);
  const offered = TIMES * hashesPerSecond;
  return {
    calm: summaryOf(calm),
    overloaded: summaryOf(overloaded),
    offered,
    accepted,
    ...counts,
    perSecond: accepted / (ms * 0.0015),
    busy,
  };
}

function summaryOf(calls: Timed[]): Summary {
  const { failed, reasons } = tally(calls);
  if (failed > 0) throw new Error(`GetProfile failed ${failed} times: ${reasons.join(", ")}`);
  return summarize(acceptedMs(calls));
}
