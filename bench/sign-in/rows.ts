import { median, type Summary, summarize } from "../statistics.ts";
import type { NamedHashes } from "./results.ts";
import { type CallName, hashingCalls } from "./subject.ts";
import type { CallCpu, Turn } from "./turn.ts";

/**
 * What all rounds say of one call by so many clients: percentiles of all durations, else the median of the rounds.
 * `signingMs` is what a call of the same server that hashes nothing used in libuv's threads: there too, signatures are made.
 */
export type Row = Summary & {
  name: CallName;
  clients: number;
  perSecond: number;
  cpu: CallCpu;
  signingMs: number;
  othersCores: number;
};

/** One row for each call and number of clients, in the order of the turns. */
export function rowsOf(turns: Turn[]): Row[] {
  const kinds = Map.groupBy(turns, ({ name, clients }) => `${name} ${clients}`);
  const rows = [...kinds.values()].map(rowOf);
  return rows.map((row) => ({ ...row, signingMs: signingMs(row, rows) }));
}

/** CPU of a call's server without the hash (milliseconds). */
export const beyondHashMs = ({ cpu, signingMs }: Row): number => cpu.restMs + signingMs;

/** CPU of the bare hash of a call, by itself and with as many at a time as there were clients and cores; 0 without one. */
export function bareHashMs({ name, clients }: Row, hashes: NamedHashes[]): number {
  const alike = hashes.filter((one) => one.scheme === hashingCalls[name]?.scheme && one.concurrency <= clients);
  return alike.toSorted((one, other) => one.concurrency - other.concurrency).at(-1)?.cpuMs ?? 0;
}

/** CPU of a call's server, hash included (milliseconds). */
export const serverMs = ({ cpu }: Row): number => cpu.restMs + cpu.poolMs;

function rowOf(turns: Turn[]): Row {
  const of = (value: (turn: Turn) => number) => median(turns.map(value));
  const [{ name, clients }] = turns as [Turn];
  return {
    ...{ name, clients, ...summarize(turns.flatMap(({ durations }) => durations)) },
    perSecond: of((turn) => turn.perSecond),
    cpu: {
      restMs: of(({ cpu }) => cpu.restMs),
      poolMs: of(({ cpu }) => cpu.poolMs),
      postgresMs: of(({ cpu }) => cpu.postgresMs),
    },
    signingMs: 0,
    othersCores: of((turn) => turn.othersCores),
  };
}

function signingMs({ name, clients, cpu }: Row, rows: Row[]): number {
  const hashing = hashingCalls[name];
  if (!hashing) return cpu.poolMs;
  return rows.find((row) => row.name === hashing.plain && row.clients === clients)?.cpu.poolMs ?? 0;
}
