import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { changed, type Manifest } from "../tools/objects.ts";

/** Something that is nearly what Flock deploys, and that a server must refuse for this reason. */
export type Variant = { what: string; object: Manifest; because: string };

type Change = { what: string; of: string; set: Record<string, unknown>; because: string };

const file = new URL("variants.yaml", import.meta.url);

/** Every variant of what an overlay deploys. */
export function variants(objects: Manifest[]): Variant[] {
  const changes = parse(readFileSync(file, "utf8")) as Change[];
  const restricted = named(objects, "Deployment", "auth-service");
  return [
    ...changes.map((change) => variant(objects, change)),
    {
      what: "Pod: the processes of the node, in a restricted namespace",
      object: podOf(restricted),
      because: 'violates PodSecurity "restricted:latest": host namespaces',
    },
    {
      what: "CronJob: a minute that no hour has",
      object: cronJobOf(named(objects, "Job", "temporal-namespace")),
      because: "end of range (61) above maximum (59)",
    },
  ];
}

/** The first object of a kind whose name begins so: names of Jobs end in a version. */
export function named(objects: Manifest[], kind: string, name: string): Manifest {
  const found = objects.find((object) => object.kind === kind && object.metadata.name.startsWith(name));
  if (!found) throw new Error(`no ${kind} ${name} is deployed`);
  return found;
}

function variant(objects: Manifest[], { what, of, set, because }: Change): Variant {
  const [kind = "", name = ""] = of.split(" ");
  const original = named(objects, kind, name);
  const object = Object.entries(set).reduce((copy, [path, value]) => changed(copy, path, value ?? undefined), original);
  return { what: `${kind}: ${what}`, object, because };
}

function podOf({ metadata: { namespace = "" }, spec }: Manifest): Manifest {
  const { template } = spec as { template: { spec: object } };
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "bare", namespace }, spec: template.spec };
  return changed(pod, "spec.hostPID", true);
}

function cronJobOf({ metadata: { namespace = "" }, spec }: Manifest): Manifest {
  const metadata = { name: "cron", namespace };
  return { apiVersion: "batch/v1", kind: "CronJob", metadata, spec: { schedule: "61 * * * *", jobTemplate: { spec } } };
}
