import { join } from "node:path";
import type { ApiServer } from "../tools/api-server.ts";
import { answerOf } from "../tools/run-kubectl.ts";
import { accepted, type Outcome } from "./outcome.ts";

const root = join(import.meta.dirname, "../..");

/** The last stage that needs neither an operator nor a node: behind it deploy.sh waits for what only they can say. */
const LAST_STAGE = "namespaces";

/** Runs deploy.sh itself against a server, twice: the second run finds everything done. */
export async function runDeploy(server: ApiServer, own: NodeJS.ProcessEnv): Promise<Outcome[]> {
  const deploy = { OVERLAY: "kind", OPERATORS: "installed", UNTIL: LAST_STAGE };
  const env = { ...own, ...server.env, ...deploy };
  const outcomes: Outcome[] = [];
  for (const time of ["once", "and again"]) {
    const answer = await answerOf("bash", ["k8s/deploy.sh", "deploy"], { cwd: root, env });
    outcomes.push(accepted(`deploy.sh up to ${LAST_STAGE}, ${time}`, answer));
  }
  return outcomes;
}
