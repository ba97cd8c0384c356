const BEGIN = "<!-- answers of a real API server: written by make k8s-api -->";
const END = "<!-- end of answers -->";

/** The document with new answers between its two marks. Throws when it has none. */
export function withAnswers(document: string, answers: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END, begin);
  if (begin < 0 || end < 0) throw new Error(`docs/deploy.md: ${BEGIN} and ${END} are missing`);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${answers}\n\n${document.slice(end)}`;
}
