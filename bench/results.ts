import type { Cpu } from "./cpu.ts";
import type { EntryRow } from "./entry/measure.ts";
import type { Hashes } from "./hash/measure.ts";
import type { Machine } from "./machine.ts";
import type { MemoryByProcess } from "./memory.ts";
import type { OverloadRow } from "./overload.ts";
import type { ProfileRow } from "./profiles/measure.ts";
import type { RegisterRow } from "./register/measure.ts";

/** Register under one load, and the bare hash measured right before and after it. */
export type RegisterResult = { register: RegisterRow; hash: Hashes };

/** Everything that one run has measured. */
export type Results = {
  machine: Machine;
  /** Milliseconds of CPU in a second without a request. */
  idle: Cpu;
  registers: RegisterResult[];
  profiles: ProfileRow[];
  overload: OverloadRow;
  memory: MemoryByProcess;
  entry: EntryRow[];
};

/** What our own processes use for a registration beside its hash, in milliseconds of CPU. */
export function ownCpuMs({ cpu }: RegisterRow) {
  const auth = cpu["auth-service"] - cpu.hash;
  const [profile, orchestrator] = [cpu["profile-service"], cpu.orchestrator];
  return { auth, profile, orchestrator, sum: auth + profile + orchestrator };
}

/** Everything that is used for a registration, databases, Temporal and the load generator included. */
export function allCpuMs(row: RegisterRow): number {
  const { temporal, hash, bench, ...cpu } = row.cpu;
  return ownCpuMs(row).sum + hash + temporal + bench + cpu["postgres-auth"] + cpu["postgres-profile"];
}

/** The cores that the stack and its load generator kept busy. */
export const stackCores = ({ hash: _, elsewhere: __, ...busy }: Cpu): number =>
  Object.values(busy).reduce((sum, cores) => sum + cores, 0);
