import { type Container, containersOf, type PodSpec } from "./pod-spec.ts";
import type { Pod } from "./rendered.ts";

type Rule<T> = { fault: string; broken: (subject: T, pod: PodSpec) => unknown };

const forPods: Rule<PodSpec>[] = [
  { fault: "shares a namespace of its node", broken: (pod) => pod.hostNetwork || pod.hostPID || pod.hostIPC },
  { fault: "mounts a folder of its node", broken: (pod) => pod.volumes?.some(({ hostPath }) => hostPath) },
  { fault: "has a token for the Kubernetes API", broken: (pod) => pod.automountServiceAccountToken !== false },
];

// A container's own word wins over the pod's.
const effective = ({ securityContext: own }: Container, { securityContext: pod }: PodSpec) => ({ ...pod, ...own });

const forContainers: Rule<Container>[] = [
  { fault: "may run as root", broken: (...at) => !effective(...at).runAsNonRoot || !effective(...at).runAsUser },
  { fault: "has no seccomp profile", broken: (...at) => effective(...at).seccompProfile?.type !== "RuntimeDefault" },
  { fault: "is privileged", broken: ({ securityContext: own }) => own?.privileged },
  { fault: "may gain privileges", broken: ({ securityContext: own }) => own?.allowPrivilegeEscalation !== false },
  { fault: "can write to its root", broken: ({ securityContext: own }) => own?.readOnlyRootFilesystem !== true },
  { fault: "keeps capabilities", broken: ({ securityContext: own }) => !own?.capabilities?.drop?.includes("ALL") },
  { fault: "adds capabilities", broken: ({ securityContext: own }) => own?.capabilities?.add?.length },
  { fault: "takes a port of its node", broken: ({ ports }) => ports?.some(({ hostPort }) => hostPort) },
  { fault: "asks for no CPU", broken: ({ resources }) => !resources?.requests?.cpu },
  { fault: "is throttled by a limit of CPU", broken: ({ resources }) => resources?.limits?.cpu },
  {
    fault: "may be killed for memory that it was promised",
    broken: ({ resources: { requests, limits } = {} }) => !limits?.memory || requests?.memory !== limits.memory,
  },
];

/** What of a pod the Pod Security profile "restricted", or our own rules, would not have. */
export function podFindings({ owner, spec }: Pod): string[] {
  const ofPod = forPods.filter(({ broken }) => broken(spec, spec)).map(({ fault }) => `${owner} ${fault}`);
  const ofContainers = containersOf(spec).flatMap((container) =>
    forContainers
      .filter(({ broken }) => broken(container, spec))
      .map(({ fault }) => `${owner} ${container.name} ${fault}`),
  );
  return [...ofPod, ...ofContainers];
}

/** What is wrong with the name of an image: it must be the same one tomorrow. */
export function imageFindings(image: string): string[] {
  const [, tag] = /(?::([\w.-]+)|@sha256:[0-9a-f]{64})$/.exec(image) ?? [];
  const pinned = image.includes("@sha256:") || (tag !== undefined && tag !== "latest");
  return pinned ? [] : [`${image} is not pinned`];
}
