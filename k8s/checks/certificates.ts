import { services } from "../../dev/stack-ports.ts";
import { differences, type Facts } from "./compared.ts";
import { type Manifest, nameOf, ofKind, specOf } from "./rendered.ts";

type Certificate = {
  issuerRef: { name: string };
  secretName: string;
  usages?: string[];
  dnsNames?: string[];
  isCA?: boolean;
};
type Issuer = { ca?: { secretName: string }; selfSigned?: object };

const door = (issuer: string, host: string) => [`issuer ${issuer}`, `name ${host}`, "server auth"];
const authority = ["issuer flock-roots", "may sign"];

/**
 * Who signs each certificate, into which Secret, for which name and use. What temporal-ca signs for clients opens
 * Temporal: Temporal's own, and the orchestrator's second one. Nothing else may be signed by it.
 */
const expected: Facts = {
  "ClusterIssuer /flock-roots": ["itself"],
  "ClusterIssuer /flock-ca": ["flock-ca"],
  "ClusterIssuer /temporal-ca": ["temporal-ca"],
  "cert-manager/flock-ca": authority,
  "cert-manager/temporal-ca": authority,
  ...Object.fromEntries(services.map((name) => [`flock/${name}-tls`, door("flock-ca", `${name}.flock.svc`)])),
  "flock/orchestrator-temporal-tls": ["issuer temporal-ca", "name orchestrator.flock.svc", "client auth"],
  "temporal/temporal-frontend-tls": [...door("temporal-ca", "temporal-frontend.temporal.svc"), "client auth"],
  "temporal/temporal-internode-tls": [...door("temporal-ca", "temporal-internode.temporal.svc"), "client auth"],
  "temporal/temporal-tools-tls": ["issuer temporal-ca", "name temporal-tools.temporal.svc", "client auth"],
};

/** Certificates that the wrong authority signs, or for another name or use, and authorities that are not these. */
export function certificateFindings(manifests: Manifest[]): string[] {
  const certificates = ofKind(manifests, "Certificate").map(factsOf);
  const issuers = ofKind(manifests, "ClusterIssuer", "Issuer").map((object) => {
    const { ca } = specOf<Issuer>(object);
    return [nameOf(object), [ca?.secretName ?? "itself"]] as const;
  });
  return differences(Object.fromEntries([...certificates, ...issuers]), { ...expected, ...gatewayOf(manifests) });
}

function factsOf(object: Manifest): [string, string[]] {
  const { issuerRef, secretName, usages = [], dnsNames = [], isCA } = specOf<Certificate>(object);
  const names = dnsNames.slice(0, 1).map((name) => `name ${name}`);
  const facts = [`issuer ${issuerRef.name}`, ...names, ...usages, ...(isCA ? ["may sign"] : [])];
  return [`${object.metadata.namespace}/${secretName}`, facts];
}

/** The gateway's certificate is for the host that it answers to. */
const gatewayOf = (manifests: Manifest[]): Facts =>
  Object.fromEntries(
    ofKind(manifests, "Gateway").map((object) => {
      const [listener] = specOf<{ listeners: { hostname: string }[] }>(object).listeners;
      return ["flock/gateway-tls", door("flock-ca", listener?.hostname ?? "")];
    }),
  );
