import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Names } from "./names.ts";
import { renamed, templateWords } from "./renaming.ts";

const folder = join(import.meta.dirname, "template");

/** A file of template/, with its words replaced and only the lines for this kind of service. */
export function fromTemplate(path: string, names: Names, durable: boolean): string {
  const text = linesFor(readFileSync(join(folder, path), "utf8"), durable ? "durable" : "plain");
  const article = /^[aeiou]/.test(names.noun) ? "$1n" : "$1";
  return renamed(text.replace(/\b([Aa])(?= gadget\b)/g, article), templateWords, names);
}

/** The lines outside any `//#if KIND`, and those of this kind; `//#end` ends the choice. */
function linesFor(text: string, wanted: string): string {
  let kind = wanted;
  const kept = text.split("\n").filter((line) => {
    const mark = /^\/\/#(?:if (\w+)|end)$/.exec(line);
    if (mark) kind = mark[1] ?? wanted;
    return !mark && kind === wanted;
  });
  return kept.join("\n");
}
