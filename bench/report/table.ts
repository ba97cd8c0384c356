import type { Summary } from "../statistics.ts";

export const PERCENTILES = ["p50", "p95", "p99"];
/** The cells under PERCENTILES, in milliseconds. */
export const percentiles = ({ p50, p95, p99 }: Summary) => [p50, p95, p99].map((ms) => ms.toFixed(1));

/** Lays out a Markdown table that is also readable as it is: the first column to the left, numbers to the right. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number) => {
    const width = widths[column] ?? 0;
    return column === 0 ? text.padEnd(width) : text.padStart(width);
  };
  const line = (row: string[]) => `| ${row.map(cell).join(" | ")} |`;
  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
