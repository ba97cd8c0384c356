import { type Line, textOf } from "./lines.ts";
import { canonical, readRecord } from "./record.ts";
import type { ReportFile } from "./report-file.ts";
import { requestIdOf } from "./request-id.ts";
import type { Sent, sendRecord } from "./send-record.ts";
import { noTotals, type Totals } from "./totals.ts";

export type ImportDeps = {
  lines: AsyncGenerator<Line>;
  report: Pick<ReportFile, "done" | "add">;
  send: ReturnType<typeof sendRecord>;
};

/** How an import is run. */
export type ImportOptions = {
  /** Goes into every request id: another name tries again what was refused. */
  run: string;
  /** Lines at a time. */
  concurrency: number;
  /** How long a line is tried again, in milliseconds. */
  patienceMs: number;
};

/** How far an import is: the lines that have ended, and the bytes that were read. It changes while the import runs. */
export type Progress = { totals: Totals; bytes: number };

/**
 * Imports the lines one by one, several at a time, each reported before it counts. When stopped it takes no more lines
 * and finishes those that are being sent. Throws what is wrong with the whole import, after the same.
 */
export const importUsers =
  (deps: ImportDeps, options: ImportOptions) =>
  async (stop: AbortSignal, progress: Progress = { totals: noTotals(), bytes: 0 }): Promise<Totals> => {
    const broken = new AbortController();
    const signal = AbortSignal.any([stop, broken.signal]);
    const worker = async () => {
      while (!signal.aborted) {
        const { value: line, done } = await deps.lines.next();
        if (done) return;
        progress.bytes = line.end;
        await importLine(deps, options, line, signal, progress.totals);
      }
    };
    const workers = Array.from({ length: options.concurrency }, () => worker().catch((error) => broken.abort(error)));
    await Promise.all(workers);
    if (broken.signal.aborted) throw broken.signal.reason;
    return progress.totals;
  };

async function importLine(
  { report, send }: ImportDeps,
  options: ImportOptions,
  line: Line,
  stop: AbortSignal,
  totals: Totals,
) {
  const { run, patienceMs } = options;
  const text = textOf(line);
  if (text?.trim() === "") return;
  const read = text === undefined ? { faults: [unreadable] } : readRecord(text);
  const content = "record" in read ? canonical(read.record) : (text ?? "");
  const before = report.done.before(line.number, content, run);
  if (before) return count(totals, before);
  const requestId = requestIdOf(run, content);
  const sent =
    "record" in read ? await send(read.record, requestId, Date.now() + patienceMs, stop) : invalid(read.faults);
  if (!sent) return;
  const { outcome, userId, reason, fields } = sent;
  await report.add({ line: line.number, run, request_id: requestId, user_id: userId, outcome, reason, fields });
  totals[outcome]++;
}

const unreadable = { field: "", description: "is not UTF-8, or longer than 64 KiB" };

const invalid = (fields: Sent["fields"]): Sent => ({ outcome: "invalid", userId: "", reason: "INVALID_LINE", fields });

function count(totals: Totals, before: "done" | "failed" | "invalid"): void {
  if (before === "done") totals.skipped++;
  else totals[before]++;
  if (before === "failed") totals.failedBefore++;
}
