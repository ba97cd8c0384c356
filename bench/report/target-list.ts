/** A promise about speed: what was asked for, what was measured, and the measured cause when it was missed. */
export type Target = { what: string; asked: string; measured: string; passed: boolean; cause: string };

/** The targets as a Markdown list. */
export const targetList = (targets: Target[]): string =>
  targets
    .map(({ what, asked, measured, passed, cause }) => {
      return `- ${passed ? "PASS" : "MISSED"}: ${what}: ${measured} (${asked})${passed ? "" : `. Cause: ${cause}`}`;
    })
    .join("\n");
