import { machineLine } from "../../report/machine-line.ts";
import { targetList } from "../../report/target-list.ts";
import type { SignInResults } from "../results.ts";
import { rowsOf } from "../rows.ts";
import { cpuTable, hashTable, speedTable } from "./tables.ts";
import { judgeSignIn } from "./targets.ts";

/** The figures of a run as Markdown. */
export function signInReport(results: SignInResults): string {
  const { machine, turns, hashes, verification, rotation } = results;
  const rows = rowsOf(turns);
  const { medianMs, bestMs, perSecond, rounds } = verification;
  return [
    machineLine(machine),
    "Targets:",
    targetList(judgeSignIn(rows, results)),
    "Each call beside its counterpart in better-auth (per second, milliseconds):",
    speedTable(rows),
    "CPU of one call (milliseconds):",
    cpuTable(rows, results),
    "The bare hashes, before and after (per second, milliseconds):",
    hashTable(hashes),
    `Offline verification, one at a time: ${perSecond.toFixed(0)} per second, CPU ${medianMs.toFixed(3)} ms (median of ${rounds} rounds), ${bestMs.toFixed(3)} ms (best).`,
    `Rotation: ${rotation.verified} sessions were refreshed and their tokens verified, signed by ${rotation.keys} keys; ${rotation.failed} failed.`,
  ].join("\n\n");
}
