// `make k8s-api`: offers what is deployed, and what must not be, to a real API server, and writes its answers down.
import { readFileSync, writeFileSync } from "node:fs";
import { env, stderr, stdout } from "node:process";
import { since } from "../../dev/progress.ts";
import { startApiServer } from "../tools/api-server.ts";
import { kubectl } from "../tools/kubectl.ts";
import { KUBERNETES_VERSION } from "../tools/versions.ts";
import { applyDefinitions } from "./definitions.ts";
import { withAnswers } from "./document.ts";
import { furnish } from "./furnish.ts";
import { offerVariants } from "./offer-variants.ts";
import { asExpected } from "./outcome.ts";
import { offerOverlay, renderedOverlays } from "./overlays.ts";
import { runDeploy } from "./run-deploy.ts";
import { summary, table } from "./table.ts";

const document = new URL("../../docs/deploy.md", import.meta.url);
const say = (line: string) => void stderr.write(`${line}\n`);
// Once for all: deploy.sh takes the kubectl of this name too.
const options = { env: { ...env, KUBECTL: await kubectl({ env, say }) }, say };
const start = Date.now();

const overlays = await renderedOverlays(options);
say("starting etcd and kube-apiserver, on loopback and in temporary folders");
const server = await startApiServer(options);
try {
  await applyDefinitions(server.kubectl, options);
  await furnish(server.kubectl);
  say(`they know the kinds of every operator after ${since(start)}`);
  const outcomes = [];
  for (const [folder, objects] of overlays) outcomes.push(await offerOverlay(server.kubectl, folder, objects));
  const production = overlays.get("k8s/overlays/production") ?? [];
  outcomes.push(...(await offerVariants(server.kubectl, production)));
  outcomes.push(...(await runDeploy(server, options.env)));
  const made = `${new Date().toISOString().slice(0, 10)}, kube-apiserver ${KUBERNETES_VERSION}: ${summary(outcomes)}.`;
  const answers = `${made}\n\n${table(outcomes)}`;
  stdout.write(`${answers}\n`);
  writeFileSync(document, withAnswers(readFileSync(document, "utf8"), answers));
  const wrong = outcomes.filter((outcome) => !asExpected(outcome));
  for (const { what, why } of wrong) say(`\n${what}:\n${why}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  await server.stop();
}
