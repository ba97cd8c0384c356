import { containersOf, type Volume } from "./pod-spec.ts";
import { type Manifest, nameOf, ofKind, type Pod, podsOf, specOf } from "./rendered.ts";
import { configMapsOf, type Keys, secretsOf } from "./secrets.ts";

/** Something that an object needs: a key of a Secret or ConfigMap, or (no key) that there is one at all. */
type Reference = { by: string; kind: "Secret" | "ConfigMap"; name: string; key?: string };
type Ref = { name: string; key?: string };

/** Every reference to a Secret or a ConfigMap that nothing makes, or to a key that it does not have. */
export function referenceFindings(manifests: Manifest[]): string[] {
  const made = { Secret: secretsOf(manifests), ConfigMap: configMapsOf(manifests) };
  const missing = (keys: Keys, { name, key }: Reference) => !keys.has(name) || (key && !keys.get(name)?.includes(key));
  return [...podsOf(manifests).flatMap(ofPod), ...manifests.flatMap(ofObject)]
    .filter((reference) => missing(made[reference.kind], reference))
    .map(({ by, kind, name, key }) => `${by} needs ${kind} ${name}${key ? ` with ${key}` : ""}`);
}

function ofPod({ owner: by, namespace, spec }: Pod): Reference[] {
  const at = (kind: Reference["kind"], { name, key }: Ref): Reference => ({
    by,
    kind,
    name: `${namespace}/${name}`,
    ...(key && { key }),
  });
  const variables = containersOf(spec).flatMap(({ env = [], envFrom = [] }) => [
    ...env.flatMap(({ valueFrom }) => (valueFrom?.secretKeyRef ? [at("Secret", valueFrom.secretKeyRef)] : [])),
    ...envFrom.flatMap(({ configMapRef, secretRef }) => [
      ...(configMapRef ? [at("ConfigMap", configMapRef)] : []),
      ...(secretRef ? [at("Secret", secretRef)] : []),
    ]),
  ]);
  return [...variables, ...(spec.volumes ?? []).flatMap((volume) => ofVolume(volume, at))];
}

function ofVolume(volume: Volume, at: (kind: Reference["kind"], ref: Ref) => Reference): Reference[] {
  return [volume, ...(volume.projected?.sources ?? [])].flatMap(({ secret, configMap }) =>
    [
      ...keysOf(secret?.items).map((key) => at("Secret", { name: secret?.secretName ?? secret?.name ?? "", ...key })),
      ...keysOf(configMap?.items).map((key) => at("ConfigMap", { name: configMap?.name ?? "", ...key })),
    ].filter(({ name }) => !name.endsWith("/")),
  );
}

const keysOf = (items: { key: string }[] | undefined): { key?: string }[] => items?.map(({ key }) => ({ key })) ?? [{}];

/** What our own kinds of the operators refer to. */
function ofObject(manifest: Manifest): Reference[] {
  const { namespace } = manifest.metadata;
  const secret = ({ name, key }: Ref): Reference => ({
    by: nameOf(manifest),
    kind: "Secret",
    name: `${namespace}/${name}`,
    ...(key && { key }),
  });
  const refs = secretsIn[manifest.kind]?.(manifest) ?? [];
  return refs.filter((ref) => ref !== undefined).map(secret);
}

type Initdb = { bootstrap?: { initdb?: { secret?: Ref } } };
type Store = { configuration: { s3Credentials?: { accessKeyId: Ref; secretAccessKey: Ref } } };
type Gateway = { listeners: { tls?: { certificateRefs: Ref[] } }[] };

const logins = ({ name }: Ref) => ["username", "password"].map((key) => ({ name, key }));

const secretsIn: Record<string, (manifest: Manifest) => (Ref | undefined)[]> = {
  Cluster: (manifest) => {
    const owner = specOf<Initdb>(manifest).bootstrap?.initdb?.secret;
    return owner ? logins(owner) : [];
  },
  DatabaseRole: (manifest) => logins(specOf<{ passwordSecret: Ref }>(manifest).passwordSecret),
  ObjectStore: (manifest) => Object.values(specOf<Store>(manifest).configuration.s3Credentials ?? {}),
  Gateway: (manifest) => specOf<Gateway>(manifest).listeners.flatMap(({ tls }) => tls?.certificateRefs ?? []),
};

/** A Certificate whose issuer, or an issuer whose authority, is not there. */
export function issuerFindings(manifests: Manifest[]): string[] {
  const issuers = ofKind(manifests, "ClusterIssuer", "Issuer");
  const secrets = secretsOf(manifests);
  const orphans = ofKind(manifests, "Certificate").filter((object) => {
    const { kind = "Issuer", name } = specOf<{ issuerRef: { kind?: string; name: string } }>(object).issuerRef;
    const namespace = kind === "Issuer" ? object.metadata.namespace : undefined;
    return !issuers.some(
      (each) => each.kind === kind && each.metadata.name === name && each.metadata.namespace === namespace,
    );
  });
  const powerless = issuers.filter((object) => {
    const { ca } = specOf<{ ca?: { secretName: string } }>(object);
    return ca && !secrets.has(`${object.metadata.namespace ?? "cert-manager"}/${ca.secretName}`);
  });
  return [...orphans, ...powerless].map((object) => `${nameOf(object)} has nobody to sign`);
}
