import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("../README.md", import.meta.url));
const [BEGIN, END] = ["<!-- figures: written by make bench -->", "<!-- end of figures -->"];

/** Puts the figures of a run into bench/README.md, in place of those before. */
export function writeFigures(figures: string): void {
  writeFileSync(file, replaceFigures(readFileSync(file, "utf8"), figures));
}

/** The document with new figures between its two marks. Throws when it has none. */
export function replaceFigures(document: string, figures: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`bench/README.md: ${BEGIN} and ${END} are missing`);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${figures}\n\n${document.slice(end)}`;
}
