import { containersOf } from "./pod-spec.ts";
import { type Labels, type Manifest, nameOf, ofKind, type Pod, podsOf, specOf } from "./rendered.ts";

/** How Kubernetes picks things by their labels. */
export type Selector = {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: "In" | "NotIn" | "Exists" | "DoesNotExist"; values?: string[] }[];
};

const operators = {
  In: (value: string | undefined, values: string[]) => value !== undefined && values.includes(value),
  NotIn: (value: string | undefined, values: string[]) => value === undefined || !values.includes(value),
  Exists: (value: string | undefined) => value !== undefined,
  DoesNotExist: (value: string | undefined) => value === undefined,
};

/** Whether a selector picks what has these labels. The empty one picks everything. */
export const matches = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels) =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, operator, values = [] }) => operators[operator](labels[key], values));

type ServiceSpec = { selector: Labels; ports: { port: number; targetPort?: string | number }[] };
type Target = { kind: string; name: string };

/** Services, budgets and autoscalers that pick nothing, workloads that do not pick their own pods, ports nobody opens. */
export function selectorFindings(manifests: Manifest[]): string[] {
  const pods = podsOf(manifests);
  const picked = ({ metadata }: Manifest, selector: Selector) =>
    pods.filter(({ namespace, labels }) => namespace === metadata.namespace && matches(selector, labels));
  const budgets = ofKind(manifests, "PodDisruptionBudget").filter(
    (budget) => picked(budget, specOf<{ selector: Selector }>(budget).selector).length !== 1,
  );
  const workloads = ofKind(manifests, "Deployment", "StatefulSet").filter((workload) => {
    const own = picked(workload, specOf<{ selector: Selector }>(workload).selector).map(({ owner }) => owner);
    return own.length !== 1 || own[0] !== nameOf(workload);
  });
  const autoscalers = ofKind(manifests, "HorizontalPodAutoscaler").filter((autoscaler) => {
    const { kind, name } = specOf<{ scaleTargetRef: Target }>(autoscaler).scaleTargetRef;
    return !manifests.some((other) => nameOf(other) === `${kind} ${autoscaler.metadata.namespace}/${name}`);
  });
  const idle = [...budgets, ...workloads, ...autoscalers].map((object) => `${nameOf(object)} picks the wrong thing`);
  const services = ofKind(manifests, "Service").flatMap((service) =>
    serviceFindings(service, picked(service, { matchLabels: specOf<ServiceSpec>(service).selector })),
  );
  return [...idle, ...services];
}

function serviceFindings(service: Manifest, pods: Pod[]): string[] {
  if (pods.length === 0) return [`${nameOf(service)} picks nothing`];
  const { ports } = specOf<ServiceSpec>(service);
  return ports.flatMap(({ port, targetPort = port }) =>
    pods
      .filter((pod) => !opens(pod, targetPort))
      .map(({ owner }) => `${nameOf(service)}: ${owner} opens no ${targetPort}`),
  );
}

const opens = ({ spec }: Pod, wanted: string | number) =>
  containersOf(spec).some(({ ports = [] }) =>
    ports.some(({ name, containerPort }) => name === wanted || containerPort === wanted),
  );
