import type { Say } from "../../dev/progress.ts";
import { hashingCalls, type Subject } from "./subject.ts";
import { type Turn, takeTurn } from "./turn.ts";

/** How many rounds, and how long a turn of a call that hashes takes, and of one that does not (milliseconds). */
export type TurnDurations = Record<"rounds" | "hashing" | "plain", number>;

export type TurnsOptions = { subjects: Subject[]; clients: number[]; durations: TurnDurations; say: Say };

/** Every call by every number of clients in turn, round after round, so that noise of the machine falls on all alike. */
export async function takeTurns({ subjects, clients, durations, say }: TurnsOptions): Promise<Turn[]> {
  const turns: Turn[] = [];
  for (let round = 0; round <= durations.rounds; round++) {
    say(round === 0 ? "warming up" : `sign-in beside better-auth, round ${round} of ${durations.rounds}`);
    for (const { subject, count } of orderOf(round, subjects, clients)) {
      const ms = hashingCalls[subject.name] ? durations.hashing : durations.plain;
      const turn = await takeTurn(subject, count, ms);
      if (round > 0) turns.push(turn);
    }
  }
  return turns;
}

/** Who is next in a round: every other one, the warm-up first, goes backwards, so that nobody always comes after the same one. */
export function orderOf(round: number, subjects: Subject[], clients: number[]) {
  const order = clients.flatMap((count) => subjects.map((subject) => ({ subject, count })));
  return round % 2 === 0 ? order.toReversed() : order;
}
