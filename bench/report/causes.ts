import type { Cpu } from "../cpu.ts";
import type { Memory } from "../memory.ts";
import type { RegisterRow } from "../register/measure.ts";
import { allCpuMs, ownCpuMs, type RegisterResult, type Results, stackCores } from "../results.ts";

const ms = (value: number) => `${value.toFixed(1)} ms`;
const MEANT = { steps: "twoLocalThenEager", start: "eager start" };

/** Where the time of a single registration goes. */
export function latencyCause({ register, hash }: RegisterResult, { entry }: Results): string {
  const saga = entry.find(({ steps, start }) => steps === MEANT.steps && start === MEANT.start)?.p50 ?? Number.NaN;
  const slower = register.cpu.hash - hash.cpuMs;
  return `an empty saga takes ${ms(saga)}; CPU: ${shares(register)}; the hash itself took ${ms(slower)} more CPU than alone; ${others(register.busy)}`;
}

/** Which process uses how much of the CPU. */
export function cpuCause(register: RegisterRow): string {
  const { auth, profile, orchestrator } = ownCpuMs(register);
  const own = `orchestrator ${ms(orchestrator)}, auth-service ${ms(auth)}, profile-service ${ms(profile)}`;
  return `${own}; ${register.shed} were shed beside ${register.accepted} accepted`;
}

/** Why the cores could not accept more. */
export function throughputCause({ register, hash }: RegisterResult, { machine }: Results): string {
  const [all, busy] = [allCpuMs(register), stackCores(register.busy)];
  const most = ((hash.cpuMs / all) * 100).toFixed(0);
  const cores = `${busy.toFixed(2)} of ${machine.cores} cores were busy with it`;
  return `CPU ${ms(all)} each: ${shares(register)}; that alone allows ${most} %; ${cores}; ${others(register.busy)}`;
}

/** Whether the memory is from the start or from the load. */
export const memoryCause = ({ startMiB, endMiB }: Memory): string =>
  `${startMiB.toFixed(0)} MiB before the first request, ${endMiB.toFixed(0)} MiB at the end`;

/** Who had the cores while a read waited. */
export function overloadCause({ overload: { calm, busy }, machine }: Results): string {
  const cores = Object.entries(busy).filter(([name]) => name !== "hash" && name !== "elsewhere");
  const shown = cores.map(([name, share]) => `${name} ${share.toFixed(2)}`).join(", ");
  return `${calm.p99.toFixed(1)} ms when calm; of ${machine.cores} cores were busy: ${shown}; ${others(busy)}`;
}

function shares(register: RegisterRow): string {
  const { cpu } = register;
  const postgres = cpu["postgres-auth"] + cpu["postgres-profile"];
  const rest = `PostgreSQL ${ms(postgres)}, Temporal ${ms(cpu.temporal)}, load generator ${ms(cpu.bench)}`;
  return `hash ${ms(cpu.hash)}, our processes ${ms(ownCpuMs(register).sum)}, ${rest}`;
}

const others = ({ elsewhere }: Cpu) => `${elsewhere.toFixed(2)} cores were somebody else's`;
