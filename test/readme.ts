import { read } from "./sources.ts";

/**
 * A fenced block of the README that a test runs: what it must print, and the JSON that the README shows as its answer. A
 * reader pastes it `after` another one; its code begins with that one's, whose output does not count.
 */
export type Example = { name: string; language: string; code: string; prints: string; json: string | undefined };

/** The README as it is. */
export const readme = read("README.md");

const example =
  /<!-- test: (\S+)(?: after (\S+))? prints (.+) -->\n```(\w+)\n([\s\S]*?)```\n(?:\n```json\n([\s\S]*?)```)?/g;
const anyProgram = /(<!-- (?:test|not run): .+ -->\n)?```(?:sh|ts)\n([\s\S]*?)```/g;

/** Every block marked `<!-- test: NAME prints TEXT -->`, or `NAME after NAME`, in the order of the README. */
export const examples: Example[] = [...readme.matchAll(example)].map(
  ([, name = "", before = "", prints = "", language = "", code = "", json]) => ({
    ...{ name, prints, language, json },
    code: before === "" ? code : `exec 3>&1 >/dev/null\n${codeOf(before)}\nexec >&3\n${code}`,
  }),
);

function codeOf(wanted: string): string {
  const found = [...readme.matchAll(example)].find(([, name]) => name === wanted);
  return found?.[5] ?? "";
}

/** The blocks of shell and TypeScript that say neither that a test runs them nor why none does. */
export const unmarked: string[] = [...readme.matchAll(anyProgram)]
  .filter(([, mark]) => !mark)
  .map(([, , code = ""]) => code);

/** JSON without what differs from one time to the next: ids, moments, attempts. */
export function lasting(json: string): unknown {
  const isId = (text: string) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text);
  const isMoment = (text: string) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text);
  return JSON.parse(json, (key, value: unknown) => {
    if (key === "attempts") return "some";
    if (/Token$/.test(key)) return "a token";
    if (typeof value !== "string") return value;
    return isId(value) ? "an id" : isMoment(value) ? "a moment" : value;
  });
}

/** The metrics that the README tells of, each with its labels in alphabetic order. */
export const toldMetrics: Record<string, string[]> = Object.fromEntries(
  [...readme.matchAll(/^\| (`flock_.+?) \| .+? \| (.+) \|$/gm)].flatMap(([, names = "", labels = ""]) =>
    (names.match(/flock_\w+/g) ?? []).map((name) => [name, labels === "none" ? [] : labels.split(", ").sort()]),
  ),
);

/** The same of what a process shows at /metrics: the metrics of our own that it has counted. */
export function shownMetrics(page: string): Record<string, string[]> {
  const names = page.match(/(?<=^# TYPE )flock_\w+/gm) ?? [];
  const labelsOf = (name: string) => page.match(new RegExp(`(?<=^${name}\\w*\\{).+(?=\\})`, "gm")) ?? [];
  const keys = (labels: string) => labels.match(/\w+(?==")/g) ?? [];
  const all = (name: string) => [...new Set(labelsOf(name).flatMap(keys))].filter((key) => key !== "le");
  return Object.fromEntries(names.map((name) => [name, all(name).sort()]));
}
