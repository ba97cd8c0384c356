import type { Machine } from "../machine.ts";

/** The machine in one sentence. */
export const machineLine = ({ date, cores, model, memoryGiB, node, postgres, temporal, load }: Machine): string =>
  `${date}, ${cores} cores of ${model}, ${memoryGiB.toFixed(0)} GiB; Node ${node}, PostgreSQL ${postgres}, Temporal ${temporal}; load average before the run ${load.toFixed(1)}.`;
