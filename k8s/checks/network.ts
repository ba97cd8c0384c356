import { type Actor, type ActorName, actors, flows } from "./flows.ts";
import { type Manifest, ofKind, specOf } from "./rendered.ts";
import { matches, type Selector } from "./selectors.ts";

type Peer = { podSelector?: Selector; namespaceSelector?: Selector; ipBlock?: object };
type Protocol = "TCP" | "UDP";
type Port = { port?: number | string; endPort?: number; protocol?: Protocol };
type Wanted = { port: number; protocol: Protocol };
type Rule = { from?: Peer[]; to?: Peer[]; ports?: Port[] };
type Direction = "Ingress" | "Egress";
type Policy = { podSelector: Selector; policyTypes: Direction[]; ingress?: Rule[]; egress?: Rule[] };

const protocols: Protocol[] = ["TCP", "UDP"];
const ours = ["flock", "temporal", "scylla"];

/** What these policies let through and should not, and what they should and do not. */
export function networkFindings(manifests: Manifest[]): string[] {
  const policies = ofKind(manifests, "NetworkPolicy");
  const names = namesIn(manifests);
  return names.flatMap((from) => names.flatMap((to) => pairFindings(policies, from, to)));
}

/** Everybody, but for the store that Temporal does not use here. */
function namesIn(manifests: Manifest[]): ActorName[] {
  const other = ofKind(manifests, "StatefulSet").some(({ metadata: { name } }) => name.startsWith("cassandra"));
  const absent = other ? "scylla" : "cassandra";
  return (Object.keys(actors) as ActorName[]).filter((name) => name !== absent);
}

function pairFindings(policies: Manifest[], from: ActorName, to: ActorName): string[] {
  const [source, target]: Actor[] = [actors[from], actors[to]];
  // What is between others is theirs to say.
  if (!source || !target || ![source, target].some(({ namespace }) => ours.includes(namespace))) return [];
  const wanted = target.ports.flatMap((port) => protocols.map((protocol) => ({ port, protocol })));
  return wanted.flatMap(({ port, protocol }) => {
    const can = reaches(policies, source, target, { port, protocol });
    if (can === expected(from, to, { port, protocol })) return [];
    return [`${from} ${can ? "can" : "can not"} reach ${to} on ${port}${protocol === "TCP" ? "" : `/${protocol}`}`];
  });
}

function expected(from: ActorName, to: ActorName, { port, protocol }: Wanted): boolean {
  if (to === "dns") return true;
  return (
    protocol === "TCP" &&
    flows.some((flow) => flow.from.includes(from) && flow.to.includes(to) && flow.ports.includes(port))
  );
}

/** Whether both ends let a connection through, as Kubernetes judges it: the sum of all policies that pick an end. */
function reaches(policies: Manifest[], source: Actor, target: Actor, port: Wanted): boolean {
  const out = allows(policies, "Egress", source, target, port);
  return out && allows(policies, "Ingress", target, source, port);
}

function allows(policies: Manifest[], direction: Direction, end: Actor, other: Actor, port: Wanted): boolean {
  const picking = policies
    .filter(({ metadata }) => metadata.namespace === end.namespace)
    .map((policy) => specOf<Policy>(policy))
    .filter(({ podSelector, policyTypes }) => policyTypes.includes(direction) && matches(podSelector, end.labels));
  const rules = picking.flatMap(({ ingress = [], egress = [] }) => (direction === "Ingress" ? ingress : egress));
  return picking.length === 0 || rules.some((rule) => lets(rule, end, other, port));
}

function lets({ from, to, ports }: Rule, end: Actor, other: Actor, wanted: Wanted): boolean {
  const peers = from ?? to;
  const byPort = !ports?.length || ports.some((port) => isPort(port, wanted));
  return byPort && (!peers?.length || peers.some((peer) => isPeer(peer, end, other)));
}

// A port by name may be any: whoever writes one must be sure of every pod.
function isPort({ port, endPort, protocol = "TCP" }: Port, wanted: Wanted): boolean {
  if (protocol !== wanted.protocol) return false;
  if (typeof port !== "number") return true;
  return port <= wanted.port && wanted.port <= (endPort ?? port);
}

function isPeer({ podSelector = {}, namespaceSelector, ipBlock }: Peer, end: Actor, other: Actor): boolean {
  // Addresses are anybody's: pods have some too.
  if (ipBlock) return true;
  // A namespace carries its own name as a label; what is outside of the cluster is in none.
  const inNamespace = namespaceSelector
    ? other.namespace !== "" && matches(namespaceSelector, { "kubernetes.io/metadata.name": other.namespace })
    : other.namespace === end.namespace;
  return inNamespace && matches(podSelector, other.labels);
}
