import { plain } from "../cli/output/plain.ts";

type Failure = { name?: string; reason?: string; code?: string | number; cause?: Failure };

/**
 * A line of a log as people read it: what happened and the facts beside it, without what every line has. What is no log line
 * stays as it is. The log file keeps everything.
 */
export function readable(line: string): string {
  const event = eventOf(line);
  if (!event) return line;
  const { level, msg, err, time: _, service: __, trace_id: ___, ...rest } = event;
  const facts = Object.entries(rest).filter(([, value]) => typeof value !== "object");
  const shown = [...facts.map((fact) => fact.join(" ")), ...(err ? [causes(err as Failure)] : [])];
  return plain(`${level}: ${msg}${shown.length > 0 ? ` (${shown.join(", ")})` : ""}`);
}

/** What two lines have in common that tell of the same: what is counted in them may differ. Undefined for no log line. */
export const kindOf = (line: string): string | undefined =>
  eventOf(line) && readable(line).replaceAll(/(?<= )\d+(?=[,)])/g, "#");

const causes = ({ name, reason, code, cause }: Failure): string =>
  [[reason ?? name, code].filter((part) => part !== undefined).join(" "), ...(cause ? [causes(cause)] : [])].join(
    " by ",
  );

function eventOf(line: string): Record<string, unknown> | undefined {
  try {
    const event = JSON.parse(line);
    return typeof event?.msg === "string" ? event : undefined;
  } catch {
    return undefined;
  }
}
