import { cpuMsOf, cpuMsOfMachine } from "../cpu.ts";
import { acceptedMs, tally, wholeCalls } from "../load.ts";
import { cpuMsOfThisProcess } from "../statistics.ts";
import { readThreadsCpu } from "./cpu.ts";
import type { CallName, Subject } from "./subject.ts";

/** CPU of one call in milliseconds: of its server outside of libuv's threads and in them, and of its PostgreSQL. */
export type CallCpu = { restMs: number; poolMs: number; postgresMs: number };

/** Some clients that made one call for a while. `othersCores` are busy with neither the two servers nor the clients. */
export type Turn = {
  name: CallName;
  clients: number;
  durations: number[];
  perSecond: number;
  cpu: CallCpu;
  othersCores: number;
};

/** Makes one call for so many milliseconds, after a warm-up of a fifth of that. Throws when any fails. */
export async function takeTurn(subject: Subject, clients: number, ms: number): Promise<Turn> {
  const { name, call, pid, postgresPid } = subject;
  const read = () => readCpu(pid, postgresPid);
  await wholeCalls({ clients, ms: ms / 5 }, call, read);
  const { calls, seconds, perSecond, before, after } = await wholeCalls({ clients, ms }, call, read);
  const { accepted, reasons } = tally(calls);
  if (accepted < calls.length) throw new Error(`${name} failed: ${reasons.join(", ")}`);
  const used = (what: keyof typeof before) => after[what] - before[what];
  const [restMs, poolMs, postgresMs] = [used("restMs"), used("poolMs"), used("postgresMs")];
  const cpu = { restMs: restMs / accepted, poolMs: poolMs / accepted, postgresMs: postgresMs / accepted };
  const othersMs = used("machineMs") - restMs - poolMs - postgresMs - used("clientsMs");
  return {
    name,
    clients,
    durations: acceptedMs(calls),
    perSecond,
    cpu,
    othersCores: Math.max(0, othersMs / (seconds * 1000)),
  };
}

function readCpu(pid: number, postgresPid: number) {
  const [postgresMs, machineMs, clientsMs] = [cpuMsOf(postgresPid), cpuMsOfMachine(), cpuMsOfThisProcess()];
  return { ...readThreadsCpu(pid), postgresMs, machineMs, clientsMs };
}
