import { createReadStream } from "node:fs";
import { type FileHandle, open, truncate } from "node:fs/promises";
import { usage } from "../failure.ts";
import { createDoneLines, type DoneLines } from "./done-lines.ts";
import { linesOf, textOf } from "./lines.ts";
import { formatReportLine, isHalfReportLine, parseReportLine, type ReportLine } from "./report.ts";

/** A report that grows line by line. */
export type ReportFile = {
  /** What it said when it was opened. */
  done: DoneLines;
  /** Resolves when the line is on disk for good. Lines that are added at a time share one write. */
  add(line: ReportLine): Promise<void>;
  close(): Promise<void>;
};

const LINE_BYTES_MAX = 64 * 1024;

/** Opens a report, or makes an empty one. Drops half a line at its end. Throws a usage Failure for a file that is none. */
export async function openReport(path: string): Promise<ReportFile> {
  const file = await open(path, "a", 0o600);
  try {
    const done = await readReport(path);
    return { done, ...durably(file), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readReport(path: string): Promise<DoneLines> {
  const done = createDoneLines();
  let end = 0;
  for await (const line of linesOf(createReadStream(path), LINE_BYTES_MAX)) {
    const text = textOf(line) ?? "";
    const reported = line.isWhole ? parseReportLine(text) : undefined;
    if (reported) done.add(reported);
    else if (line.isWhole || !isHalfReportLine(text)) throw notAReport(path, line.number);
    else await truncate(path, end);
    end = line.end;
  }
  return done;
}

const notAReport = (path: string, line: number) =>
  usage(`${path} is no report of an import (line ${line}): name another file by --report`);

function durably(file: FileHandle) {
  let waiting: string[] = [];
  let last = Promise.resolve();
  let next: Promise<void> | undefined;
  const flush = async () => {
    const text = waiting.join("");
    waiting = [];
    next = undefined;
    await file.appendFile(text);
    await file.datasync();
  };
  const add = (line: ReportLine): Promise<void> => {
    waiting.push(formatReportLine(line));
    next ??= last = last.then(flush);
    return next;
  };
  return { add };
}
