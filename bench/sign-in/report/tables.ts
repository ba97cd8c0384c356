import { PERCENTILES, percentiles, table } from "../../report/table.ts";
import { summarize } from "../../statistics.ts";
import type { NamedHashes, SignInResults } from "../results.ts";
import { bareHashMs, beyondHashMs, type Row, serverMs } from "../rows.ts";

/** How fast each call was, and how many there were. */
export const speedTable = (rows: Row[]) =>
  table(
    ["call", "clients", "per second", ...PERCENTILES],
    rows.map((row) => [row.name, String(row.clients), row.perSecond.toFixed(1), ...percentiles(row)]),
  );

const CPU = [
  ...["call", "clients", "server", "of it hash", "beyond the hash", "of it signing", "less the bare hash"],
  ...["PostgreSQL", "statements", "cores of others"],
];

/** What each call costs. */
export const cpuTable = (rows: Row[], results: Pick<SignInResults, "hashes" | "statements">) =>
  table(
    CPU,
    rows.map((row) => cpuRow(row, results)),
  );

function cpuRow(row: Row, { hashes, statements }: Pick<SignInResults, "hashes" | "statements">): string[] {
  const { name, clients, cpu, signingMs, othersCores } = row;
  const [all, beyond] = [serverMs(row), beyondHashMs(row)];
  const times = [all, all - beyond, beyond, signingMs, all - bareHashMs(row, hashes), cpu.postgresMs];
  const cells = [...times.map((ms) => ms.toFixed(2)), String(statements[name] ?? ""), othersCores.toFixed(2)];
  return [name, String(clients), ...cells];
}

/** The hashes by themselves. */
export const hashTable = (hashes: NamedHashes[]) =>
  table(
    ["bare hash", "at a time", "per second", ...PERCENTILES, "CPU"],
    hashes.map(({ name, concurrency, perSecond, durations, cpuMs }) => {
      const speed = [perSecond.toFixed(1), ...percentiles(summarize(durations))];
      return [name, String(concurrency), ...speed, cpuMs.toFixed(1)];
    }),
  );
