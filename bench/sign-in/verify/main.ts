// Verifies access tokens as a service does that is not auth-service, and does nothing else. Takes its task from the standard
// input, as JSON; prints milliseconds of CPU and verifications per second of each round.
import { stdin, stdout } from "node:process";
import { json } from "node:stream/consumers";
import { remoteKeys } from "../../../kit/access-token/remote-keys.ts";
import { createVerifier } from "../../../kit/access-token/verify.ts";
import { createLog } from "../../../kit/log.ts";
import { cpuMsOfThisProcess } from "../../statistics.ts";
import type { Round, Task } from "./measure.ts";

const { baseUrl, issuer, tokens, rounds, ms } = (await json(stdin)) as Task;
const keys = remoteKeys({ baseUrl, log: createLog("bench", "silent") });
const verify = createVerifier({ issuer, findKey: keys.find });

const all: Round[] = [];
for (let round = 0; round <= rounds; round++) all.push(await verifyFor(ms));
keys.stop();
stdout.write(JSON.stringify(all.slice(1))); // the first one warms up

async function verifyFor(ms: number): Promise<Round> {
  const [cpuBefore, start] = [cpuMsOfThisProcess(), performance.now()];
  let count = 0;
  while (performance.now() - start < ms) await verify(tokens[count++ % tokens.length] as string);
  const seconds = (performance.now() - start) / 1000;
  return { cpuMs: (cpuMsOfThisProcess() - cpuBefore) / count, perSecond: count / seconds };
}
