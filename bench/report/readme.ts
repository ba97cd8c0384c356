import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("../README.md", import.meta.url));
const END = "<!-- end of figures -->";

/** What can be measured by itself; each has a place of its own in bench/README.md. */
export const parts = ["registration", "sign-in"] as const;
export type Part = (typeof parts)[number];

/** Puts the figures of a run into bench/README.md, in place of those before. */
export function writeFigures(part: Part, figures: string): void {
  writeFileSync(file, replaceFigures(readFileSync(file, "utf8"), part, figures));
}

/** The document with new figures of a part between its two marks. Throws when it has none. */
export function replaceFigures(document: string, part: Part, figures: string): string {
  const mark = `<!-- figures of ${part}: written by make bench -->`;
  const begin = document.indexOf(mark);
  const end = document.indexOf(END, begin);
  if (begin < 0 || end < 0) throw new Error(`bench/README.md: ${mark} and ${END} are missing`);
  return `${document.slice(0, begin + mark.length)}\n\n${figures}\n\n${document.slice(end)}`;
}
