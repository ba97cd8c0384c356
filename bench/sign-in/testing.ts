import type { CallName } from "./subject.ts";
import type { CallCpu, Turn } from "./turn.ts";

/** One round of a call, as made up as a test wants it. */
export function turn(
  name: CallName,
  clients: number,
  given: Partial<CallCpu & Pick<Turn, "durations" | "perSecond">> = {},
) {
  const { restMs = 1, poolMs = 0, postgresMs = 1, durations = [1], perSecond = 1 } = given;
  return { name, clients, durations, perSecond, cpu: { restMs, poolMs, postgresMs }, othersCores: 0 };
}
