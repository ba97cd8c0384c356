/**
 * A change of a file that services share. Both ways give undefined when the text has no place for it: `apply` when the
 * place is not found or the change was made before, `revert` when the change is not there as it was made.
 */
export type Edit = { path: string; apply(text: string): string | undefined; revert(text: string): string | undefined };

/** Adds lines after the first line that matches (and `more` lines that belong to it); `make` gets those. */
export function addAfter(path: string, anchor: RegExp, make: (found: string) => string, more = 0): Edit {
  const find = (text: string) => {
    const lines = text.split("\n");
    const index = lines.findIndex((line) => anchor.test(line));
    const [before, found] = [lines.slice(0, index), lines.slice(index, index + 1 + more)];
    return index < 0
      ? undefined
      : { end: [...before, ...found, ""].join("\n").length, added: lineEnd(make(found.join("\n"))) };
  };
  return {
    path,
    apply: (text) => {
      const place = find(text);
      if (!place || hasLines(text, place.added)) return undefined;
      return text.slice(0, place.end) + place.added + text.slice(place.end);
    },
    revert: (text) => {
      const place = find(text);
      return place && hasLines(text, place.added) ? `\n${text}`.replace(`\n${place.added}`, "\n").slice(1) : undefined;
    },
  };
}

/** Adds a document of a YAML file after the one that the name is in. */
export function addDocument(path: string, name: string, make: (found: string) => string): Edit {
  const SEPARATOR = "---\n";
  const parts = (text: string) => {
    const documents = text.split(/^---\n/m);
    const index = documents.findIndex((document) => document.includes(`name: ${name}`));
    return index < 0 ? undefined : { documents, index, added: make(documents[index] ?? "") };
  };
  return {
    path,
    apply: (text) => {
      const found = parts(text);
      if (!found || found.documents.includes(found.added)) return undefined;
      return found.documents.toSpliced(found.index + 1, 0, found.added).join(SEPARATOR);
    },
    revert: (text) => {
      const found = parts(text);
      const index = found?.documents.indexOf(found.added) ?? -1;
      return index < 0 ? undefined : found?.documents.toSpliced(index, 1).join(SEPARATOR);
    },
  };
}

/** Adds an item to a list that stands in one line, in every line that matches, after the item that is there. */
export function addBeside(path: string, line: RegExp, item: string, separator: string, added: string): Edit {
  const beside = separator + added;
  const change = (text: string, isReady: (line: string) => boolean, act: (line: string) => string) => {
    const lines = text.split("\n");
    const places = lines.filter((each) => line.test(each));
    if (places.length === 0 || !places.every(isReady)) return undefined;
    return lines.map((each) => (line.test(each) ? act(each) : each)).join("\n");
  };
  return {
    path,
    apply: (text) =>
      change(
        text,
        (each) => each.includes(item) && !each.includes(beside),
        (each) => each.replace(item, item + beside),
      ),
    revert: (text) =>
      change(
        text,
        (each) => each.includes(beside),
        (each) => each.replace(beside, ""),
      ),
  };
}

const lineEnd = (text: string) => `${text}\n`;
const hasLines = (text: string, lines: string) => `\n${text}`.includes(`\n${lines}`);
