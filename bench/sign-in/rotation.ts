import { setTimeout as sleep } from "node:timers/promises";
import { decodeProtectedHeader } from "jose";
import { remoteKeys } from "../../kit/access-token/remote-keys.ts";
import { createVerifier } from "../../kit/access-token/verify.ts";
import { createLog } from "../../kit/log.ts";
import { type Timed, tally, wholeCalls } from "../load.ts";
import type { FlockCalls } from "./flock/calls.ts";
import { type RotateOptions, rotate } from "./flock/rotate.ts";
import { callOf } from "./json-calls.ts";

/** Tokens that were made and verified while the signing key changed, and by how many keys they were signed. */
export type Rotation = { verified: number; failed: number; reasons: string[]; keys: number };

/** For so many milliseconds before the rotation begins, and again after the key has changed. */
export type RotationOptions = Omit<RotateOptions, "switchInMs"> & { issuer: string; clients: number; ms: number };

// A verifier asks for a key that it does not know, but not within 5 seconds of the last time.
const SWITCH_IN_MS = 6_000;

/**
 * Clients that refresh their sessions while the signing key is rotated. Every token is verified offline and by auth-service,
 * and so is one from before the rotation.
 */
export async function measureRotation(flock: FlockCalls, options: RotationOptions): Promise<Rotation> {
  const { baseUrl, issuer, clients, ms } = options;
  const remote = remoteKeys({ baseUrl, log: createLog("bench", "silent") });
  const verify = createVerifier({ issuer, findKey: remote.find });
  const { accessToken: old } = await flock.renew();
  const signedBy = new Set<unknown>();
  const call = callOf(async () => {
    const { accessToken } = await flock.renew();
    signedBy.add(decodeProtectedHeader(accessToken).kid);
    await Promise.all([verify(accessToken), verify(old), flock.currentUserOf(accessToken)]);
  });
  const rotating = sleep(ms).then(() => rotate({ ...options, switchInMs: SWITCH_IN_MS }));
  const { calls } = await wholeCalls({ clients, ms: ms * 2 + SWITCH_IN_MS }, call, () => undefined);
  await rotating;
  remote.stop();
  return rotationOf(calls, signedBy.size);
}

/** What became of the calls. Throws when there was no change of key to speak of. */
export function rotationOf(calls: Timed[], keys: number): Rotation {
  if (keys < 2) throw new Error("no token was signed by the new key");
  const { accepted, failed, reasons } = tally(calls);
  return { verified: accepted, failed, reasons, keys };
}
