import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ActorName, actors, flows, unreached } from "./flows.ts";
import { networkFindings } from "./network.ts";
import { containersOf } from "./pod-spec.ts";
import { type Manifest, overlays, type Pod, podsOf, rendered, specOf } from "./rendered.ts";

/** The one that a pod is in our list of who talks. */
const actorOf = ({ namespace, labels }: Pod) =>
  Object.entries(actors).find(
    ([, actor]) =>
      actor.namespace === namespace && Object.entries(actor.labels).every(([key, value]) => labels[key] === value),
  );

for (const overlay of overlays) {
  const manifests = rendered(overlay);

  describe(`the network of ${overlay}`, () => {
    it("lets through what must be, and nothing else", () => {
      assert.deepEqual(networkFindings(manifests), []);
    });

    it("knows every pod, and every port that it opens", () => {
      const unknown = podsOf(manifests).flatMap((pod) => {
        const [name, actor] = actorOf(pod) ?? [];
        if (!name || !actor) return [`${pod.owner} is nobody`];
        const known: readonly number[] = actor.ports;
        const opened = containersOf(pod.spec).flatMap(({ ports = [] }) => ports.map((port) => port.containerPort));
        return opened.filter((port) => !known.includes(port)).map((port) => `${name} opens ${port}`);
      });
      assert.deepEqual(unknown, []);
    });
  });
}

describe("the list of who may reach whom", () => {
  it("has somebody for every port of ours", () => {
    const names = Object.keys(actors) as ActorName[];
    const ours = names.filter((name) => ["flock", "temporal", "scylla"].includes(actors[name].namespace));
    const unused = ours.flatMap((name) =>
      actors[name].ports
        .filter((port) => !flows.some(({ to, ports }) => to.includes(name) && ports.includes(port)))
        .map((port) => `${name} on ${port}`),
    );
    assert.deepEqual(
      unused.filter((port) => !unreached.some((name) => port.startsWith(name))),
      [],
    );
  });
});

describe("the rules for the network", () => {
  const manifests = rendered("production");
  const without = (namespace: string, name: string) =>
    networkFindings(
      manifests.filter(
        ({ kind, metadata }) =>
          !(kind === "NetworkPolicy" && metadata.namespace === namespace && metadata.name === name),
      ),
    );
  const added = (spec: object): Manifest => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { namespace: "flock", name: "added" },
    spec,
  });

  it("refuse a connection that is cut", () => {
    assert.deepEqual(without("flock", "auth-migrate"), ["auth-migrate can not reach auth-db on 5432"]);
    assert.deepEqual(
      without("temporal", "temporal-frontend").sort(),
      ["orchestrator", "temporal-namespace", "temporal-ui"].map(
        (from) => `${from} can not reach temporal-frontend on 7233`,
      ),
    );
    assert.ok(without("flock", "dns").includes("auth-service can not reach dns on 53"));
  });

  it("refuse a way in or out that nobody needs", () => {
    const open = without("flock", "default-deny");
    assert.ok(open.includes("stranger can reach unlisted-in-flock on 80"));
    const all = added({ podSelector: {}, policyTypes: ["Ingress"], ingress: [{}] });
    const admin = networkFindings([...manifests, all]);
    assert.ok(admin.includes("stranger can reach auth-service on 9081"));
    assert.ok(admin.includes("cnpg-operator can reach orchestrator on 8080"));
    const out = added({ podSelector: {}, policyTypes: ["Egress"], egress: [{ ports: [{ port: 80 }] }] });
    assert.ok(networkFindings([...manifests, out]).includes("auth-service can reach stranger on 80"));
  });

  it("take addresses for anybody's, and a port by name for any", () => {
    const block = [{ ipBlock: { cidr: "0.0.0.0/0" } }];
    const way = (egress: object[]) =>
      networkFindings([...manifests, added({ podSelector: {}, policyTypes: ["Egress"], egress })]);
    const everywhere = way([{ to: block }]);
    assert.ok(everywhere.includes("auth-service can reach outside on 443"));
    assert.ok(everywhere.includes("auth-db can reach stranger on 80"));
    assert.ok(way([{ to: block, ports: [{ port: "http" }] }]).includes("auth-service can reach stranger on 80"));
  });

  it("know TCP from UDP", () => {
    const moved = (namespace: string, name: string, protocol: string) => {
      const policies = rendered("production");
      const found = policies.find(
        ({ kind, metadata }) => kind === "NetworkPolicy" && metadata.namespace === namespace && metadata.name === name,
      );
      const { egress } = specOf<{ egress: { ports: { protocol?: string }[] }[] }>(found as Manifest);
      for (const { ports } of egress) for (const port of ports) port.protocol = protocol;
      return networkFindings(policies);
    };
    assert.deepEqual(moved("flock", "auth-migrate", "UDP"), ["auth-migrate can not reach auth-db on 5432"]);
    const store = moved("temporal", "temporal-server", "UDP");
    assert.ok(store.includes("temporal-history can not reach scylla on 9142"));
    assert.ok(moved("flock", "dns", "TCP").includes("auth-service can not reach dns on 53/UDP"));
    const open = added({ podSelector: {}, policyTypes: ["Egress"], egress: [{ ports: [{ protocol: "UDP" }] }] });
    assert.ok(networkFindings([...manifests, open]).includes("auth-db can reach outside on 443/UDP"));
  });
});
