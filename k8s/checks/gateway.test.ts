import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type DescMethod, getOption } from "@bufbuild/protobuf";
import { services, usualStackPorts } from "../../dev/stack-ports.ts";
import { Access, rule } from "../../gen/flock/access/v1/access_pb.ts";
import { methodsOf, ourFiles } from "../../test/contracts.ts";
import { type Manifest, ofKind, rendered, specOf } from "./rendered.ts";
import { routesOf } from "./routes.ts";

const manifests = rendered("production");
const routes = routesOf(manifests);
const methods = methodsOf(ourFiles());
const isForPeople = (access: Access) => access === Access.PUBLIC || access === Access.USER;
const forPeople = methods.filter((method) => isForPeople(getOption(method, rule).access));
const pathOf = ({ parent, name }: DescMethod) => `/${parent.typeName}/${name}`;
const pages = ["/.well-known/jwks.json", "/.well-known/openid-configuration"];

const ports = usualStackPorts().services;

/** The service of a contract's package has its name; what has none of its own is the orchestrator's. */
function homeOf({ parent }: DescMethod): string {
  const name = services.find((service) => parent.file.proto.package === `flock.${service.replace("-service", "")}.v1`);
  return `${name ?? "orchestrator"}:${ports[name ?? "orchestrator"].port}`;
}

/** Paths that are let in and should not be, or the other way round. */
const routeFindings = (paths: string[]) => {
  const wanted = [...forPeople.map(pathOf), ...pages];
  return [
    ...wanted.filter((path) => !paths.includes(path)).map((path) => `${path} has no route`),
    ...paths.filter((path) => !wanted.includes(path)).map((path) => `${path} is not for people`),
    ...paths.filter((path, index) => paths.indexOf(path) !== index).map((path) => `${path} has two routes`),
  ];
};

describe("the gateway", () => {
  it("lets in the methods for everybody and for users, the public keys, and nothing else", () => {
    assert.ok(forPeople.length > 0 && forPeople.length < methods.length);
    assert.deepEqual(routeFindings(routes.map(({ path }) => path)), []);
    assert.deepEqual([...new Set(routes.map(({ type }) => type))], ["Exact"]);
  });

  it("leads each method to the service that has it", () => {
    for (const method of forPeople) {
      const route = routes.find(({ path }) => path === pathOf(method));
      assert.equal(route?.backend, homeOf(method), pathOf(method));
    }
    for (const page of pages) assert.equal(routes.find(({ path }) => path === page)?.backend, "auth-service:8081");
  });

  it("ends no stream and no call that the service would still answer", () => {
    for (const method of forPeople) {
      const route = routes.find(({ path }) => path === pathOf(method));
      assert.equal(route?.timeout, method.methodKind === "unary" ? "30s" : "0s", pathOf(method));
    }
  });

  it("leaves CORS to the services, which answer it themselves", () => {
    assert.deepEqual(
      routes.flatMap(({ filters }) => filters),
      [],
    );
  });

  it("checks the certificate of every service that it leads to", () => {
    const policies = ofKind(manifests, "BackendTLSPolicy").map((policy) =>
      specOf<{ targetRefs: { name: string }[]; validation: { hostname: string } }>(policy),
    );
    const checked = policies.flatMap(({ targetRefs }) => targetRefs.map(({ name }) => name));
    assert.deepEqual(new Set(checked), new Set(routes.map(({ backend }) => backend.split(":")[0])));
    for (const { targetRefs, validation } of policies) {
      const names = certificateOf(targetRefs[0]?.name ?? "");
      assert.ok(names.includes(validation.hostname), validation.hostname);
    }
  });

  it("has one host, that of the issuer of access tokens", () => {
    const config = ofKind(manifests, "ConfigMap").find(({ data }) => data?.TOKEN_ISSUER);
    const { host } = new URL(config?.data?.TOKEN_ISSUER ?? "");
    const [gateway] = ofKind(manifests, "Gateway").map((object) =>
      specOf<{ listeners: { hostname: string }[] }>(object),
    );
    const hostnames = ofKind(manifests, "HTTPRoute").flatMap(
      (object) => specOf<{ hostnames: string[] }>(object).hostnames,
    );
    const names = [
      ...(gateway?.listeners.map(({ hostname }) => hostname) ?? []),
      ...hostnames,
      ...certificateOf("gateway"),
    ];
    assert.equal(names.length, services.length + 2);
    assert.deepEqual([...new Set(names)], [host]);
  });
});

describe("the rules for the gateway", () => {
  it("refuse a route for services, a wider one, a double one, and one that is missing", () => {
    const good = routes.map(({ path }) => path);
    const findings = (...paths: string[]) => routeFindings([...good, ...paths]);
    const service = "/flock.registration.v1.RegistrationService/ImportUser";
    assert.deepEqual(findings(service), [`${service} is not for people`]);
    assert.deepEqual(findings("/"), ["/ is not for people"]);
    assert.deepEqual(findings("/flock.auth.v1.AuthService/SignIn"), [
      "/flock.auth.v1.AuthService/SignIn has two routes",
    ]);
    assert.deepEqual(routeFindings(good.slice(1)), [`${good[0]} has no route`]);
    const open: Manifest = {
      ...{ apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", metadata: { name: "open" } },
      spec: { rules: [{ backendRefs: [{ name: "auth-service", port: 8081 }] }] },
    };
    assert.deepEqual(
      routesOf([open]).map(({ path }) => path),
      ["/"],
    );
  });
});

function certificateOf(name: string): string[] {
  const found = ofKind(manifests, "Certificate").find(({ metadata }) => metadata.name === name);
  return found ? specOf<{ dnsNames: string[] }>(found).dnsNames : [];
}
