import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { conformer, type Fault } from "../tools/conform.ts";
import { changed, type Manifest, objectsOf, textOf } from "../tools/objects.ts";
import { OVERLAYS, rendered } from "../tools/render.ts";
import { samples } from "./samples.ts";

const options = { env: process.env, say: () => {} };

const planted: [string, string, unknown, RegExp][] = [
  ["Deployment", "spec.template.spec.containers.0.imagePullPolice", "Always", /imagePullPolice/],
  ["Deployment", "spec.template.spec.containers.0.ports.0.containerPort", "8080", /containerPort/],
  ["Deployment", "spec.selector", undefined, /selector/],
  ["Deployment", "metadata.label", {}, /label/],
  ["Cluster", "spec.bootstrap.initdb.databse", "auth", /databse/],
  ["Cluster", "spec.instances", "three", /instances/],
  ["Cluster", "spec.storage.siz", "1Gi", /siz/],
  ["Cluster", "metadata.anotations", {}, /anotations/],
  ["ScyllaCluster", "spec.datacenter.racks.0.member", 1, /member/],
  ["ScyllaCluster", "spec.datacenter.racks.0.members", "one", /members/],
  ["HTTPRoute", "spec.rules.0.matches.0.path.type", "Exactly", /type/],
  ["HTTPRoute", "spec.rules.0.backendRefs.0.prot", 1, /prot/],
  ["Certificate", "spec.privateKey.algorithm", "DSA", /algorithm/],
  ["Certificate", "spec.issuerRef", undefined, /issuerRef/],
  ["PodMonitor", "spec.podMetricsEndpoints.0.intervall", "30s", /intervall/],
  ["ObjectStore", "spec.configuration.destination", "s3://a", /destination/],
];

describe("the schemas of Kubernetes and its operators", () => {
  let faults: (manifests: string) => Promise<Fault[]>;

  before(async () => {
    faults = await conformer(options);
  });

  it("accept a small object of every family", async () => {
    assert.deepEqual(await faults(textOf(Object.values(samples))), []);
  });

  for (const [kind, path, value, told] of planted) {
    it(`refuse a ${kind} with ${path} ${value === undefined ? "left out" : `= ${JSON.stringify(value)}`}`, async () => {
      const [fault, ...others] = await faults(textOf([changed(samples[kind] as Manifest, path, value)]));
      assert.match(fault?.fault ?? "none", told);
      assert.deepEqual(others, []);
    });
  }

  it("refuse a kind that nobody knows, and a text that holds nothing", async () => {
    const unknown = { apiVersion: "example.com/v1", kind: "Unheard", metadata: { name: "a" } };
    assert.match((await faults(textOf([unknown])))[0]?.fault ?? "none", /could not find schema for Unheard/);
    await assert.rejects(faults("# nothing\n"), /found no object/);
  });
});

for (const overlay of OVERLAYS) {
  describe(`what ${overlay} deploys`, () => {
    let faults: (manifests: string) => Promise<Fault[]>;
    let text: string;

    before(async () => {
      faults = await conformer(options);
      text = await rendered(overlay, options);
    });

    it("conforms to its schemas", async () => {
      assert.deepEqual(await faults(text), []);
    });

    it("would not with a field that its kind does not have, in any kind", async () => {
      const kinds = new Map(objectsOf(text).map((object) => [`${object.apiVersion} ${object.kind}`, object]));
      const wrong = [...kinds.values()].flatMap((object) => [
        { ...object, planted: true },
        ...(isObject(object.spec) ? [{ ...object, spec: { ...object.spec, planted: true } }] : []),
      ]);
      assert.deepEqual(
        (await faults(textOf(wrong))).map(({ kind }) => kind).sort(),
        wrong.map(({ kind }) => kind).sort(),
      );
    });
  });
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
