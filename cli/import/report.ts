import { z } from "zod";

const outcome = z.enum(["imported", "existed", "failed", "invalid"]);
const fault = z.object({ field: z.string(), description: z.string() });
const reportLine = z.object({
  line: z.int().min(1),
  run: z.string(),
  request_id: z.uuid(),
  user_id: z.string(),
  outcome,
  reason: z.string(),
  fields: z.array(fault),
});

/** How a line ended: two good ways; refused (or given up) by the server; or not a line that could be sent. */
export type Outcome = z.output<typeof outcome>;

/** What the report says of one line of the import. No personal data: ids, reasons and names of fields only. */
export type ReportLine = z.output<typeof reportLine>;

/** Writes one line of a report, with its line feed. */
export const formatReportLine = ({ line, ...rest }: ReportLine): string => `${JSON.stringify({ line, ...rest })}\n`;

/** Reads one line of a report; undefined when it is none. */
export function parseReportLine(text: string): ReportLine | undefined {
  try {
    return reportLine.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const BEGINNING = '{"line":';

/** Whether bytes at the end of a file can be the half of a report line that a crash left. */
export const isHalfReportLine = (text: string): boolean =>
  BEGINNING.startsWith(text.slice(0, BEGINNING.length)) || text.startsWith(BEGINNING);
