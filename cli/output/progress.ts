/** How far some long work is. */
export type Step = {
  /** From 0 to 1; undefined when nobody knows how much there is. */
  fraction: number | undefined;
  done: number;
  failed: number;
  perSecond: number;
};

const BAR = 24;

/** One line that tells how far the work is. */
export function progressText({ fraction, done, failed, perSecond }: Step): string {
  const counts = `${grouped(done)} lines, ${grouped(Math.round(perSecond))} per second, ${grouped(failed)} failed`;
  if (fraction === undefined) return counts;
  const percent = `${Math.floor(fraction * 100)} %`.padStart(5);
  return `${percent}  ${counts}`;
}

/** The same with a bar before it, cut to the columns of a terminal. */
export function progressBar(step: Step, columns: number): string {
  const filled = Math.round((step.fraction ?? 0) * BAR);
  const bar = `[${"=".repeat(filled)}${" ".repeat(BAR - filled)}]`;
  return `${bar} ${progressText(step)}`.slice(0, Math.max(0, columns - 1));
}

/** Where progress is shown. */
export type ProgressStream = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

const CLEAR_LINE = "\r\u001b[K";
const BAR_MS = 200;
const LINE_MS = 5_000;

/** Shows how far the work is: a bar on a terminal, else a line every 5 seconds. The answer ends it. */
export function showProgress(stream: ProgressStream, step: () => Step): () => void {
  const draw = () => void stream.write(CLEAR_LINE + progressBar(step(), stream.columns || 80));
  const say = () => void stream.write(`${progressText(step()).trim()}\n`);
  const timer = stream.isTTY ? setInterval(draw, BAR_MS) : setInterval(say, LINE_MS);
  return () => {
    clearInterval(timer);
    if (stream.isTTY) stream.write(CLEAR_LINE);
  };
}

const grouped = (value: number) => value.toLocaleString("en");
