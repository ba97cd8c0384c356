import { type FileHandle, open } from "node:fs/promises";
import { asService } from "../clients.ts";
import { usage } from "../failure.ts";
import { type ProgressStream, type Step, showProgress } from "../output/progress.ts";
import { createStopSignal } from "../stop-signal.ts";
import type { Tools } from "../tools.ts";
import { type ImportOptions, importUsers, type Progress } from "./import-users.ts";
import { linesOf } from "./lines.ts";
import { openReport } from "./report-file.ts";
import { sendRecord } from "./send-record.ts";
import { linesIn, noTotals } from "./totals.ts";

/** One import: what is read, where it is reported, who asks for it. */
export type ImportJob = { source: FileHandle; report: string; credential: string; options: ImportOptions };

// Longer than any record that the orchestrator takes.
const LINE_BYTES_MAX = 64 * 1024;

/** Imports a file, showing how far it is. The first SIGINT or SIGTERM stops it in order. */
export async function runImport({ registrations, out, stderr }: Tools, job: ImportJob) {
  const { size } = await job.source.stat();
  const report = await openReport(job.report);
  const progress: Progress = { totals: noTotals(), bytes: 0 };
  const hide = progressFor({ out, stderr }, stepper(progress, size, Date.now()));
  const stop = createStopSignal(() => {
    hide();
    out.note("stopping: the lines that are being sent are finished first");
  });
  try {
    const lines = linesOf(job.source.createReadStream({ autoClose: false }), LINE_BYTES_MAX);
    const send = sendRecord((request) => registrations.importUser(request, asService(job.credential)));
    const totals = await importUsers({ lines, report, send }, job.options)(stop.signal, progress);
    return { totals, stopped: stop.signal.aborted };
  } finally {
    hide();
    stop.dispose();
    await report.close();
  }
}

/** A program that reads errors from a pipe finds nothing else there. */
function progressFor({ out, stderr }: Pick<Tools, "out" | "stderr">, step: () => Step): () => void {
  const stream = stderr as ProgressStream;
  return out.json && !stream.isTTY ? () => {} : showProgress(stream, step);
}

/** Opens the file to import. Throws a usage Failure when there is none. */
export async function openSource(path: string): Promise<FileHandle> {
  const file = await open(path).catch((error: NodeJS.ErrnoException): never => {
    throw usage(`${path} can not be read (${error.code})`);
  });
  if (!(await file.stat()).isDirectory()) return file;
  await file.close();
  throw usage(`${path} is a folder`);
}

const stepper = (progress: Progress, size: number, startedAt: number) => (): Step => {
  const { totals, bytes } = progress;
  const seconds = Math.max(0.001, (Date.now() - startedAt) / 1000);
  return {
    fraction: size > 0 ? Math.min(1, bytes / size) : undefined,
    done: linesIn(totals),
    failed: totals.failed + totals.invalid,
    perSecond: (linesIn(totals) - totals.skipped - totals.failedBefore) / seconds,
  };
};
