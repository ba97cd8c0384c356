import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { coreSchemas } from "./core-schemas.ts";
import { customSchemas } from "./custom-schemas.ts";
import { strict } from "./json-schema.ts";

describe("a schema of Kubernetes, made strict", () => {
  it("refuses fields that it does not name, at every depth", () => {
    const inner = { type: "object", properties: { b: { type: "string" } } };
    const closed = { ...inner, additionalProperties: false };
    assert.deepEqual(strict({ properties: { a: inner } }), { properties: { a: closed }, additionalProperties: false });
    assert.deepEqual(strict({ items: inner }), { items: closed });
    assert.deepEqual(strict({ additionalProperties: inner }), { additionalProperties: closed });
  });

  it("leaves open what names no fields", () => {
    assert.deepEqual(strict({ type: "object" }), { type: "object" });
    assert.deepEqual(strict({ additionalProperties: true }), { additionalProperties: true });
  });

  it("leaves open what keeps unknown fields", () => {
    const keeping = { "x-kubernetes-preserve-unknown-fields": true, properties: { a: { type: "string" } } };
    assert.deepEqual(strict(keeping), keeping);
  });

  it("takes a number or a text where both will do", () => {
    const both = { oneOf: [{ type: "string" }, { type: "integer" }] };
    assert.deepEqual(strict({ type: "string", format: "int-or-string" }), both);
    const custom = { anyOf: [{ type: "integer" }, { type: "string" }], "x-kubernetes-int-or-string": true };
    assert.deepEqual(strict({ properties: { port: custom } }).properties, { port: both });
  });

  it("takes null where it may be left empty", () => {
    assert.deepEqual(strict({ type: "string", nullable: true }).type, ["string", "null"]);
  });

  it("does not close branches, which speak of a part of the fields", () => {
    const branches = { oneOf: [{ required: ["a"], properties: { a: { type: "string" } } }] };
    assert.deepEqual(strict(branches), branches);
  });

  it("is not confused by a field that is called properties", () => {
    const properties = { properties: { type: "object", additionalProperties: { type: "string" } } };
    assert.deepEqual(strict({ properties }), { properties, additionalProperties: false });
  });
});

describe("the files of schemas", () => {
  it("have the names that kubeconform looks for, of kinds with and without a group", () => {
    const kind = (group: string, version: string, name: string) => ({
      "x-kubernetes-group-version-kind": [{ group, version, kind: name }],
    });
    const definitions = {
      "io.k8s.api.core.v1.Pod": kind("", "v1", "Pod"),
      "io.k8s.api.networking.v1.NetworkPolicy": kind("networking.k8s.io", "v1", "NetworkPolicy"),
      "io.k8s.apimachinery.pkg.api.resource.Quantity": { type: "string" },
    };
    const { "_definitions.json": all = {}, ...files } = coreSchemas({ definitions });
    assert.deepEqual(files, {
      "pod-v1.json": { $ref: "_definitions.json#/definitions/io.k8s.api.core.v1.Pod" },
      "networkpolicy-networking-v1.json": {
        $ref: "_definitions.json#/definitions/io.k8s.api.networking.v1.NetworkPolicy",
      },
    });
    const quantity = (all.definitions as typeof definitions)["io.k8s.apimachinery.pkg.api.resource.Quantity"];
    assert.deepEqual(quantity, { oneOf: [{ type: "string" }, { type: "number" }] });
  });

  it("of custom kinds are those of served versions, with the metadata of any object", () => {
    const schema = { openAPIV3Schema: { type: "object", properties: { metadata: { type: "object" } } } };
    const versions = [
      { name: "v1", served: true, schema },
      { name: "v1alpha1", served: false, schema },
    ];
    const spec = { group: "example.com", names: { kind: "Bird" }, versions };
    const files = customSchemas({ kind: "CustomResourceDefinition", spec });
    assert.deepEqual(Object.keys(files), ["example.com_bird_v1.json"]);
    const { properties, additionalProperties } = files["example.com_bird_v1.json"] ?? {};
    assert.match(JSON.stringify(properties?.metadata), /v1\.ObjectMeta/);
    assert.equal(additionalProperties, false);
  });
});
