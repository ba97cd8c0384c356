import { changed, type Manifest } from "../tools/objects.ts";
import type { Kubectl } from "../tools/run-kubectl.ts";
import { dryRun, store } from "./dry-run.ts";
import { type Outcome, refused } from "./outcome.ts";
import { named, variants } from "./variants.ts";

/** Offers nearly right variants of what an overlay deploys, which a server must refuse. */
export async function offerVariants(kubectl: Kubectl, objects: Manifest[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { what, object, because } of variants(objects)) {
    outcomes.push(refused(what, because, await dryRun(kubectl, [object])));
  }
  return [...outcomes, await changedJob(kubectl, named(objects, "Job", "auth-migrate"))];
}

// Why migration Jobs are named after their version: what a Job runs can not be changed.
async function changedJob(kubectl: Kubectl, job: Manifest): Promise<Outcome> {
  await store(kubectl, [job]);
  const other = changed(job, "spec.template.spec.containers.0.image", "example.com/flock:other");
  const answer = await dryRun(kubectl, [other]);
  await kubectl(["delete", "job", "-n", job.metadata.namespace ?? "default", job.metadata.name]);
  return refused("Job: another image in one that exists", "field is immutable", answer);
}
