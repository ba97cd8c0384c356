import { processes } from "../cpu.ts";
import type { EntryRow } from "../entry/measure.ts";
import type { ProfileRow } from "../profiles/measure.ts";
import type { Results } from "../results.ts";
import { machineLine } from "./machine-line.ts";
import { cpuTable, failures, registerTable } from "./register-tables.ts";
import { PERCENTILES, percentiles, table } from "./table.ts";
import { targetList } from "./target-list.ts";
import { judge } from "./targets.ts";

/** The figures of a run as Markdown. */
export function report(results: Results): string {
  const { machine, idle, registers, profiles, overload, memory, entry } = results;
  const parts = [
    machineLine(machine),
    "Targets:",
    targetList(judge(results)),
    "Register, end to end, beside the bare hash (milliseconds, per second):",
    registerTable(registers),
    failures(registers),
    "CPU of one accepted registration (milliseconds), and how many cores were busy meanwhile:",
    cpuTable(registers, idle),
    "Resident memory (MiB):",
    table(
      ["process", "before the load", "most", "at the end"],
      processes.map((name) => memoryRow(name, memory[name])),
    ),
    "GetProfile beside a bare node:http handler, 16 clients:",
    table(["server", "per second", "per core-second", ...PERCENTILES], profiles.map(profileRow)),
    ratio(profiles),
    "GetProfile 50 times a second (milliseconds):",
    table(["while Register is", ...PERCENTILES], overloadRows(overload)),
    `Register meanwhile: ${overload.offered.toFixed(1)} offered, ${overload.perSecond.toFixed(1)} accepted per second, ${overload.shed} shed, ${overload.failed} failed.`,
    "Ways into a saga of three empty steps, and through it (milliseconds; CPU of SDK and client):",
    table(["steps", "entered by", ...PERCENTILES, "CPU"], entry.map(entryRow)),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

const memoryRow = (name: string, { startMiB, peakMiB, endMiB }: Results["memory"]["temporal"]) => [
  name,
  ...[startMiB, peakMiB, endMiB].map((mib) => mib.toFixed(0)),
];

const profileRow = ({ server, perSecond, perCore, ...summary }: ProfileRow) => [
  server,
  perSecond.toFixed(0),
  perCore.toFixed(0),
  ...percentiles(summary),
];

const ratio = ([ours, bare]: ProfileRow[]) =>
  ours && bare
    ? `GetProfile does ${((ours.perCore / bare.perCore) * 100).toFixed(0)} % of what the bare handler does per core.`
    : "";

const overloadRows = ({ calm, overloaded }: Results["overload"]) => [
  ["calm", ...percentiles(calm)],
  ["overloaded three times", ...percentiles(overloaded)],
];

const entryRow = ({ steps, start, cpuMs, ...summary }: EntryRow) => [
  steps,
  start,
  ...percentiles(summary),
  cpuMs.toFixed(1),
];
