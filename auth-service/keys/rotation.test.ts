import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { decodeProtectedHeader } from "jose";
import { remoteKeys } from "../../kit/access-token/remote-keys.ts";
import { createVerifier } from "../../kit/access-token/verify.ts";
import { openDatabase } from "../../kit/db.ts";
import type { VerifyUser } from "../../kit/gate.ts";
import { reasonOf } from "../../kit/problem.ts";
import { memoryLog, testServer } from "../../kit/testing/server.ts";
import { testDatabase } from "../../test/database.ts";
import { TEST_ISSUER, testTokenKeys } from "../../test/token-keys.ts";
import { spreadMs } from "./signing-key.ts";

const timings = { jwksMaxAgeMs: 1_000, reloadMs: 200, marginMs: 600, tokenLifeMs: 2_000 };
const rotations = 2;
// Long enough that no reader finds a key out by asking for it: whoever is late fails.
const askAgainMs = 60_000;

describe("keys that are rotated in the middle of a load", () => {
  it("by three replicas fail no verification, in auth-service or outside of it", async (t) => {
    const { url, drop } = await testDatabase("auth");
    const databases = [1, 2, 3].map(() => openDatabase(url));
    const replicas = await Promise.all(databases.map((database) => testTokenKeys(database, { timings, askAgainMs })));
    const readers = await Promise.all(
      replicas.map(async ({ pages }) => {
        const server = await testServer(t, { pages });
        return remoteKeys({ baseUrl: server.url, log: memoryLog().log, askAgainMs });
      }),
    );
    t.after(async () => {
      for (const { stop } of [...replicas, ...readers]) stop();
      await Promise.all(databases.map((database) => database.close()));
      await drop();
    });
    const remote = readers.map(({ find }) => createVerifier({ issuer: TEST_ISSUER, findKey: find }));
    const verifiers: VerifyUser[] = [...remote, ...replicas.map(({ verifyUser }) => verifyUser)];

    const [failures, kids, started] = [new Map<string, number>(), new Set<unknown>(), performance.now()];
    let [verified, rotated] = [0, 0];
    const verify = (token: string) => async (verifier: VerifyUser) => {
      verified += 1;
      await verifier(token).catch((error) => {
        const reason = reasonOf(error) ?? "no reason of ours";
        failures.set(reason, (failures.get(reason) ?? 0) + 1);
      });
    };
    const recent: string[] = [];
    for (let turn = 0; performance.now() - started < (rotations + 1) * spreadMs(timings); turn++) {
      const replica = replicas[turn % replicas.length];
      const subject = { userId: randomUUID(), sessionId: randomUUID(), now: new Date() };
      const { accessToken } = (await replica?.issueAccessToken(subject)) ?? assert.fail();
      kids.add(decodeProtectedHeader(accessToken).kid);
      // A token is shown when it is new and again when it is old: by then its key may have retired.
      recent.push(accessToken);
      const shown = [accessToken, ...(recent.length > 200 ? recent.splice(0, 1) : [])];
      await Promise.all(shown.flatMap((token) => verifiers.map(verify(token))));
      if (rotated < rotations && kids.size > rotated && turn > 20) {
        rotated += 1;
        await Promise.all(replicas.map(({ maintain }) => maintain(true)));
      }
      await sleep(2);
    }
    assert.deepEqual([...failures], []);
    assert.equal(kids.size, rotations + 1);
    t.diagnostic(`${verified} verifications`);
  });
});
