import { asExpected, type Outcome } from "./outcome.ts";

/** Outcomes as a table of Markdown. */
export function table(outcomes: Outcome[]): string {
  const rows = outcomes.map((outcome) => {
    const { what, expected, answer, why } = outcome;
    return row([what, asExpected(outcome) ? answer : `**${answer}**, should be ${expected}`, cell(why)]);
  });
  return [row(["offered", "answer", "why"]), "| --- | --- | --- |", ...rows].join("\n");
}

/** What a table of outcomes came to, in one sentence. */
export function summary(outcomes: Outcome[]): string {
  const wrong = outcomes.filter((outcome) => !asExpected(outcome)).length;
  const all = `${outcomes.length} answers of a real API server`;
  return wrong === 0 ? `${all}, every one as it should be` : `${all}, ${wrong} not as they should be`;
}

const row = (cells: string[]) => `| ${cells.join(" | ")} |`.replace(/\|\s+\|/g, "| |");

const MOST_CHARACTERS = 160;

function cell(text: string): string {
  const line = text.replace(/\s+/g, " ").replaceAll("|", "\\|").trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)} …` : line;
}
