import type { Hashes } from "../hash/measure.ts";
import type { Machine } from "../machine.ts";
import type { Rotation } from "./rotation.ts";
import type { Statements } from "./statements.ts";
import type { Turn } from "./turn.ts";
import type { Verification } from "./verify/measure.ts";

/** A bare hash, named, and how many ran at a time. */
export type NamedHashes = Hashes & { scheme: "bcrypt" | "scrypt"; name: string; concurrency: number };

/** Everything that one run has measured of signing in. `hashes` were measured before and after the calls. */
export type SignInResults = {
  machine: Machine;
  turns: Turn[];
  hashes: NamedHashes[];
  statements: Statements;
  verification: Verification;
  rotation: Rotation;
};
