/** How a command can end, and the exit code that tells it. Scripts build on these: a code never changes its meaning. */
export const EXIT_CODES = {
  done: 0,
  unexpected: 1,
  usage: 2,
  refused: 3,
  signedOut: 4,
  later: 5,
  partly: 6,
  interrupted: 130,
} as const;

/** The name of one way to end. */
export type Ending = keyof typeof EXIT_CODES;

const meanings: Record<Ending, string> = {
  done: "done",
  unexpected: "an unexpected error",
  usage: "the command, an option or a variable is wrong; nothing was done",
  refused: "refused for good: the reason says why",
  signedOut: "not signed in, or the session has ended",
  later: "try again later: out of reach, overloaded, or still under way after the wait",
  partly: "some lines of an import failed",
  interrupted: "interrupted",
};

/** The exit codes and their meanings, as the help shows them. */
export const exitCodeHelp: string = Object.entries(EXIT_CODES)
  .map(([ending, code]) => `  ${String(code).padEnd(5)}${meanings[ending as Ending]}`)
  .join("\n");
