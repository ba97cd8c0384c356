import { type Reason, reasons } from "../../kit/problem.ts";
import type { ReportLine } from "./report.ts";
import { requestIdOf } from "./request-id.ts";

/** What an earlier run means for a line: leave it (and as what), or send it. */
export type Before = "done" | "failed" | "invalid" | undefined;

/** What a report says of all lines, in some 11 bytes for each. */
export type DoneLines = {
  /** The last word on a line counts. */
  add(reported: ReportLine): void;
  /** How a line of this content ended before; undefined when it is to be sent (again) in this run. */
  before(line: number, content: string, run: string): Before;
};

const STATES = [undefined, "done", "failed", "invalid", "retryable"] as const;
type State = (typeof STATES)[number];

/** An empty record of lines. */
export function createDoneLines(): DoneLines {
  const runs: string[] = [];
  let marks = new BigUint64Array(1024);
  let states = new Uint8Array(1024);
  let runOf = new Uint16Array(1024);
  const grow = (length: number) => {
    marks = grown(marks, new BigUint64Array(length));
    states = grown(states, new Uint8Array(length));
    runOf = grown(runOf, new Uint16Array(length));
  };
  const add: DoneLines["add"] = (reported) => {
    const { line, run, request_id } = reported;
    if (line >= marks.length) grow(2 ** Math.ceil(Math.log2(line + 1)));
    if (!runs.includes(run)) runs.push(run);
    marks[line] = markOf(request_id);
    states[line] = STATES.indexOf(stateOf(reported));
    runOf[line] = runs.indexOf(run);
  };
  const before: DoneLines["before"] = (line, content, run) => {
    const state = STATES[states[line] ?? 0];
    const earlierRun = runs[runOf[line] ?? 0] ?? "";
    if (state === undefined || state === "retryable") return undefined;
    if (state === "failed" && earlierRun !== run) return undefined;
    return markOf(requestIdOf(earlierRun, content)) === marks[line] ? state : undefined;
  };
  return { add, before };
}

/** 60 bits of an id tell two contents of one line apart. */
const markOf = (requestId: string) => BigInt(`0x${requestId.replaceAll("-", "").slice(0, 16)}`);

function stateOf({ outcome, reason }: ReportLine): State {
  if (outcome === "invalid") return "invalid";
  if (outcome !== "failed") return "done";
  return Object.hasOwn(reasons, reason) && reasons[reason as Reason].final ? "failed" : "retryable";
}

function grown<A extends { set(from: A): void }>(from: A, to: A): A {
  to.set(from);
  return to;
}
