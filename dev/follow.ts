import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { Say } from "./progress.ts";

const POLL_MS = 200;
const WARN = 40;

/** Hands on every line that is added to a log file from now on. The answer ends it. */
export function follow(file: string, line: Say): () => void {
  let [position, rest] = [sizeOf(file), ""];
  const read = () => {
    const size = sizeOf(file);
    if (size < position) position = 0;
    const lines = (rest + readPart(file, position, size)).split("\n");
    [position, rest] = [size, lines.pop() ?? ""];
    lines.forEach(line);
  };
  const timer = setInterval(read, POLL_MS);
  return () => {
    clearInterval(timer);
    read();
  };
}

/** Whether a log line asks for attention: a warning or worse, or something that is no log line at all. */
export function isWarning(line: string): boolean {
  try {
    const { level } = JSON.parse(line) as { level?: unknown };
    return typeof level === "number" ? level >= WARN : ["warn", "error", "fatal"].includes(String(level));
  } catch {
    return line.trim() !== "";
  }
}

function readPart(file: string, from: number, to: number): string {
  if (to <= from) return "";
  const buffer = Buffer.alloc(to - from);
  const handle = openSync(file, "r");
  const length = readSync(handle, buffer, 0, buffer.length, from);
  closeSync(handle);
  return buffer.subarray(0, length).toString();
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
