import { join } from "node:path";
import type { ApiServer } from "../tools/api-server.ts";
import { answerOf } from "../tools/run-kubectl.ts";
import { accepted, type Outcome } from "./outcome.ts";
import { startStandIn } from "./stand-in.ts";

const root = join(import.meta.dirname, "../..");

/** The last stage that calls no service: behind it deploy.sh asks the services themselves. */
const LAST_STAGE = "extras";

/**
 * Runs deploy.sh itself against a server, twice: the second run finds everything done. A stand-in says what operators and
 * nodes would.
 */
export async function runDeploy(server: ApiServer, own: NodeJS.ProcessEnv): Promise<Outcome[]> {
  const deploy = { OVERLAY: "kind", IMAGE: "localhost/flock:0.1.0", OPERATORS: "installed", UNTIL: LAST_STAGE };
  const env = { ...own, ...server.env, ...deploy };
  const outcomes: Outcome[] = [];
  const standIn = startStandIn(server.kubectl);
  try {
    for (const time of ["once", "and again"]) {
      const answer = await answerOf("bash", ["k8s/deploy.sh", "deploy"], { cwd: root, env });
      outcomes.push(accepted(`deploy.sh up to ${LAST_STAGE}, ${time}`, answer));
    }
  } finally {
    await standIn.stop();
  }
  return outcomes;
}
