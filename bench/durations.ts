import type { Durations } from "./measure.ts";
import type { Part } from "./report/readme.ts";
import type { SignInDurations } from "./sign-in/measure.ts";

type AllDurations = { registration: Durations; "sign-in": SignInDurations } & Record<Part, unknown>;

/** How long each part is measured when the figures are kept. */
export const FULL: AllDurations = {
  registration: { hash: 6000, warmUp: 6000, register: 30_000, profiles: 10_000, overload: 20_000, rounds: 40 },
  "sign-in": {
    ...{ people: 64, hash: 4000, rounds: 5, hashing: 6000, plain: 2500 },
    ...{ verifyRounds: 9, verify: 1500, rotation: 6000 },
  },
};

/** For a look. */
export const QUICK: AllDurations = {
  registration: { hash: 1500, warmUp: 2000, register: 5000, profiles: 3000, overload: 5000, rounds: 5 },
  "sign-in": {
    ...{ people: 32, hash: 1500, rounds: 1, hashing: 3000, plain: 1000 },
    ...{ verifyRounds: 3, verify: 500, rotation: 2000 },
  },
};
