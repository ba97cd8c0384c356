import { plain } from "./plain.ts";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
// East Asian letters and emoji take two columns of a terminal, but for the letters made half as wide (Unicode TR 11).
const wide =
  /^(?![\uff61-\uffdc])[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;

/** The columns of a terminal that a text takes. */
export const widthOf = (text: string): number =>
  [...graphemes.segment(text)].reduce((sum, { segment }) => sum + (wide.test(segment) ? 2 : 1), 0);

/** Rows under a head, in columns as wide as they need to be, two spaces apart. Cells are shown as plain text. */
export function table(head: string[], rows: string[][]): string {
  const lines = [head, ...rows].map((row) => row.map(plain));
  const widths = head.map((_, column) => Math.max(...lines.map((row) => widthOf(row[column] ?? ""))));
  const pad = (cell: string, column: number) => cell + " ".repeat((widths[column] ?? 0) - widthOf(cell));
  return lines.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}

/** Names and values, one pair a line. */
export function pairs(values: Record<string, string>): string {
  const width = Math.max(...Object.keys(values).map((name) => name.length));
  return Object.entries(values)
    .map(([name, value]) => `${name.padEnd(width)}  ${plain(value)}`.trimEnd())
    .join("\n");
}
