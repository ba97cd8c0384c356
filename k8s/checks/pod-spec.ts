/** A variable of a container, given or taken from elsewhere. */
export type EnvVar = {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef?: { name: string; key: string }; fieldRef?: unknown };
};

type SecurityContext = {
  runAsNonRoot?: boolean;
  runAsUser?: number;
  runAsGroup?: number;
  fsGroup?: number;
  seccompProfile?: { type: string };
  privileged?: boolean;
  allowPrivilegeEscalation?: boolean;
  readOnlyRootFilesystem?: boolean;
  capabilities?: { drop?: string[]; add?: string[] };
};

type Amounts = { cpu?: string; memory?: string };
type Probe = { httpGet?: { path: string; port: string | number } };

/** A container, as far as the checks look at it. */
export type Container = {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  env?: EnvVar[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  ports?: { name?: string; containerPort: number; hostPort?: number }[];
  resources?: { requests?: Amounts; limits?: Amounts };
  securityContext?: SecurityContext;
  volumeMounts?: { name: string; mountPath: string; subPath?: string; readOnly?: boolean }[];
  lifecycle?: { preStop?: { sleep?: { seconds: number } } };
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
};

type Item = { key: string; path: string };
type Source = {
  secret?: { name?: string; secretName?: string; items?: Item[]; defaultMode?: number };
  configMap?: { name: string; items?: Item[] };
};

/** A volume of a pod. */
export type Volume = Source & {
  name: string;
  hostPath?: unknown;
  emptyDir?: unknown;
  projected?: { sources: Source[] };
};

/** The specification of a pod, as far as the checks look at it. */
export type PodSpec = {
  automountServiceAccountToken?: boolean;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  terminationGracePeriodSeconds?: number;
  securityContext?: SecurityContext;
  initContainers?: Container[];
  containers: Container[];
  volumes?: Volume[];
  topologySpreadConstraints?: { topologyKey: string; labelSelector?: { matchLabels?: Record<string, string> } }[];
};

/** All containers of a pod, those that only prepare it included. */
export const containersOf = ({ initContainers = [], containers }: PodSpec) => [...initContainers, ...containers];
