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

/** Names and values, one pair a line; a value that is empty has none. */
export function pairs(values: Record<string, string>): string {
  const shown = Object.entries(values).filter(([, value]) => value !== "");
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)}  ${plain(value)}`).join("\n");
}
