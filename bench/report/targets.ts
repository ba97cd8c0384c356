import { services } from "../../dev/stack-ports.ts";
import { ownCpuMs, type RegisterResult, type Results } from "../results.ts";
import { summarize } from "../statistics.ts";
import { cpuCause, latencyCause, memoryCause, overloadCause, throughputCause } from "./causes.ts";
import type { Target } from "./target-list.ts";

const OVER_HASH_MS = 80;
const OWN_CPU_MS = 60;
const SHARE_OF_HASH = 0.7;
const SERVICE_MIB = 250;
const ORCHESTRATOR_MIB = 350;
const READ_P99_MS = 50;

/** Judges a run. */
export function judge(results: Results): Target[] {
  const { registers, memory, overload } = results;
  const of = (clients: number) => registers.filter(({ register }) => register.clients === clients);
  return [
    ...of(1).map((result) => latency(result, results)),
    ...registers.map(ownCpu),
    ...of(32).map((result) => throughput(result, results)),
    ...services.map((name) => memoryOf(name, memory[name])),
    reading(overload, results),
  ];
}

function latency(result: RegisterResult, results: Results): Target {
  const over = result.register.p50 - summarize(result.hash.durations).p50;
  return {
    what: "Register p50 at 1 client, beyond the hash",
    ...{ asked: `at most ${OVER_HASH_MS} ms`, measured: `${over.toFixed(0)} ms`, passed: over <= OVER_HASH_MS },
    cause: latencyCause(result, results),
  };
}

function ownCpu({ register }: RegisterResult): Target {
  const { sum } = ownCpuMs(register);
  return {
    what: `CPU of our processes but the hash, at ${register.clients} client${register.clients === 1 ? "" : "s"}`,
    ...{ asked: `at most ${OWN_CPU_MS} ms`, measured: `${sum.toFixed(1)} ms`, passed: sum <= OWN_CPU_MS },
    cause: cpuCause(register),
  };
}

function throughput(result: RegisterResult, results: Results): Target {
  const share = result.register.perSecond / result.hash.perSecond;
  return {
    what: "accepted at 32 clients, of what the hash alone allows",
    asked: `at least ${SHARE_OF_HASH * 100} %`,
    measured: `${(share * 100).toFixed(0)} %`,
    passed: share >= SHARE_OF_HASH,
    cause: throughputCause(result, results),
  };
}

function memoryOf(name: (typeof services)[number], memory: Results["memory"]["temporal"]): Target {
  const most = name === "orchestrator" ? ORCHESTRATOR_MIB : SERVICE_MIB;
  const [measured, passed] = [`${memory.peakMiB.toFixed(0)} MiB`, memory.peakMiB < most];
  return { what: `memory of ${name}`, asked: `under ${most} MiB`, measured, passed, cause: memoryCause(memory) };
}

function reading(overload: Results["overload"], results: Results): Target {
  const { p99 } = overload.overloaded;
  return {
    what: "GetProfile p99 while Register is overloaded three times",
    ...{ asked: `under ${READ_P99_MS} ms`, measured: `${p99.toFixed(1)} ms`, passed: p99 < READ_P99_MS },
    cause: overloadCause(results),
  };
}
