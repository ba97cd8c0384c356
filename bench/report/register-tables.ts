import type { Cpu } from "../cpu.ts";
import { allCpuMs, ownCpuMs, type RegisterResult, stackCores } from "../results.ts";
import { summarize } from "../statistics.ts";
import { PERCENTILES, percentiles, table } from "./table.ts";

const REGISTER = ["clients", "hash p50", "hash/s", ...PERCENTILES, "accepted/s", "of the hash", "shed", "failed"];
const CPU = [
  ...["clients", "orchestrator", "auth-service", "profile-service", "ours", "hash", "PostgreSQL", "Temporal"],
  ...["load generator", "all", "cores busy", "cores of others"],
];

/** How long registrations took and how many there were, beside the bare hash. */
export const registerTable = (registers: RegisterResult[]) => table(REGISTER, registers.map(registerRow));

/** What a registration costs, and what the stack costs when nobody registers. */
export const cpuTable = (registers: RegisterResult[], idle: Cpu) =>
  table(CPU, [...registers.map(cpuRow), idleRow(idle)]);

function registerRow({ register, hash }: RegisterResult): string[] {
  const { clients, perSecond, shed, failed } = register;
  const bare = [summarize(hash.durations).p50.toFixed(0), hash.perSecond.toFixed(1)];
  const share = `${((perSecond / hash.perSecond) * 100).toFixed(0)} %`;
  return [String(clients), ...bare, ...percentiles(register), perSecond.toFixed(1), share, `${shed}`, `${failed}`];
}

/** Why registrations failed; empty when none did. */
export function failures(registers: RegisterResult[]): string {
  const reasons = registers.flatMap(({ register }) => register.reasons);
  return reasons.length === 0 ? "" : `Failed for: ${[...new Set(reasons)].join(", ")}.`;
}

function cpuRow({ register }: RegisterResult): string[] {
  const { cpu, busy, clients } = register;
  const { auth, profile, orchestrator, sum } = ownCpuMs(register);
  const postgres = cpu["postgres-auth"] + cpu["postgres-profile"];
  const times = [orchestrator, auth, profile, sum, cpu.hash, postgres, cpu.temporal, cpu.bench, allCpuMs(register)];
  const cores = [stackCores(busy), busy.elsewhere].map((count) => count.toFixed(2));
  return [String(clients), ...times.map((ms) => ms.toFixed(1)), ...cores];
}

function idleRow(idle: Cpu): string[] {
  const { orchestrator, temporal, bench, hash } = idle;
  const [auth, profile, postgres] = [
    idle["auth-service"],
    idle["profile-service"],
    idle["postgres-auth"] + idle["postgres-profile"],
  ];
  const ours = orchestrator + auth + profile;
  const times = [
    orchestrator,
    auth,
    profile,
    ours,
    hash,
    postgres,
    temporal,
    bench,
    ours + postgres + temporal + bench,
  ];
  const cores = [stackCores(idle) / 1000, idle.elsewhere / 1000].map((count) => count.toFixed(2));
  return ["none, per second", ...times.map((ms) => ms.toFixed(1)), ...cores];
}
