import type { Answer } from "../tools/run-kubectl.ts";

/** What a server was asked, what it should answer, what it did, and why. */
export type Outcome = { what: string; expected: Verdict; answer: Verdict | "refused for another reason"; why: string };

/** Whether a server takes an object. */
export type Verdict = "accepted" | "refused";

/** Everything should be accepted, without a warning. */
export const accepted = (what: string, { ok, complaints }: Answer): Outcome => ({
  what,
  expected: "accepted",
  answer: ok ? "accepted" : "refused",
  why: ok ? "" : complaints.trim(),
});

/** It should be refused, and for this reason and no other. */
export function refused(what: string, because: string, { ok, complaints }: Answer): Outcome {
  const outcome = { what, expected: "refused" } as const;
  if (ok) return { ...outcome, answer: "accepted", why: `not refused: ${because}` };
  if (complaints.includes(because)) return { ...outcome, answer: "refused", why: because };
  return { ...outcome, answer: "refused for another reason", why: complaints.trim() };
}

/** Whether a server answered as it should. */
export const asExpected = ({ expected, answer }: Outcome) => expected === answer;
