import { parse } from "yaml";
import type { PodSpec } from "./pod-spec.ts";
import { type Labels, type Manifest, nameOf, ofKind, podsOf, specOf } from "./rendered.ts";
import { matches, type Selector } from "./selectors.ts";

type Budget = { selector: Selector; minAvailable?: number | string; maxUnavailable?: number | string };
type Workload = { replicas?: number; template: { metadata: { labels: Labels }; spec: PodSpec } };

/** Workloads that no budget keeps while nodes are drained, or more than one: then none of their pods can be moved. */
export function budgetFindings(manifests: Manifest[]): string[] {
  const budgets = ofKind(manifests, "PodDisruptionBudget");
  const workloads = ofKind(manifests, "Deployment", "StatefulSet").filter(
    ({ metadata }) => metadata.name !== "temporal-ui",
  );
  return workloads.flatMap((workload) => {
    const { labels } = specOf<Workload>(workload).template.metadata;
    const own = budgets.filter(
      (budget) =>
        budget.metadata.namespace === workload.metadata.namespace && matches(specOf<Budget>(budget).selector, labels),
    );
    if (own.length !== 1) return [`${nameOf(workload)} has ${own.length} budgets`];
    return own.every((budget) => isMovable(specOf<Budget>(budget), leastOf(workload, manifests)))
      ? []
      : [`${nameOf(workload)} has a budget that lets no pod go, or all of them`];
  });
}

/** One may go, and one stays. Percentages are not judged, so none may be used. */
const isMovable = ({ minAvailable, maxUnavailable }: Budget, replicas: number) => {
  const going = minAvailable === undefined ? maxUnavailable : replicas - Number(minAvailable);
  return typeof going === "number" && going > 0 && going < replicas;
};

/** The fewest pods that there are meant to be. */
function leastOf(workload: Manifest, manifests: Manifest[]): number {
  const scaler = ofKind(manifests, "HorizontalPodAutoscaler").find(
    (each) => specOf<{ scaleTargetRef: { name: string } }>(each).scaleTargetRef.name === workload.metadata.name,
  );
  return scaler ? specOf<{ minReplicas: number }>(scaler).minReplicas : (specOf<Workload>(workload).replicas ?? 1);
}

// What has begun, once nobody sends anything more.
const LAST_CALLS_S = 30;

/** Pods of Temporal's server that are killed before they have said that they leave and ended what has begun. */
export function graceFindings(manifests: Manifest[]): string[] {
  const drain = Math.max(0, ...drainsOf(manifests));
  const servers = podsOf(manifests).filter(({ labels }) =>
    /^temporal-(frontend|history|matching|worker)$/.test(labels["app.kubernetes.io/name"] ?? ""),
  );
  return servers.flatMap(({ owner, spec: { terminationGracePeriodSeconds: grace = 30, containers } }) => {
    const sleeps = containers.map(({ lifecycle }) => lifecycle?.preStop?.sleep?.seconds ?? 0);
    const needed = Math.max(...sleeps) + drain + LAST_CALLS_S;
    return grace >= needed ? [] : [`${owner} is killed after ${grace} s and needs ${needed}`];
  });
}

function drainsOf(manifests: Manifest[]): number[] {
  const map = ofKind(manifests, "ConfigMap").find(({ metadata }) => metadata.name.startsWith("temporal-config-"));
  const dynamic: Record<string, { value: unknown }[]> = parse(map?.data?.["dynamic.yaml"] ?? "");
  const drains = Object.entries(dynamic).filter(([name]) => name.endsWith(".shutdownDrainDuration"));
  return drains.flatMap(([, values]) => values.map(({ value }) => Number.parseInt(String(value), 10)));
}
