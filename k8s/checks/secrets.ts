import { databases, services } from "../../dev/stack-ports.ts";
import { type Manifest, ofKind, specOf } from "./rendered.ts";

/** Keys by `namespace/name`: of Secrets, or of ConfigMaps. */
export type Keys = Map<string, readonly string[]>;

const login = ["username", "password"];
const loginWithUrl = [...login, "url"];
const certificate = ["tls.crt", "tls.key", "ca.crt"];

/** The Secrets that deploy.sh makes once and never overwrites. */
const madeByDeploy = {
  ...Object.fromEntries(services.map((name) => [`flock/${name}-secrets`, ["ACCEPTED_CREDENTIALS"]])),
  ...Object.fromEntries(
    databases.flatMap((name) => ["owner", "runtime"].map((role) => [`flock/${name}-db-${role}`, loginWithUrl])),
  ),
  "flock/auth-service-secrets": ["PASSWORD_PEPPERS", "SEALING_KEYS", "KEY_ENCRYPTION_KEYS", "ACCEPTED_CREDENTIALS"],
  "flock/orchestrator-secrets": ["CODEC_KEYS", "SERVICE_CREDENTIAL", "ACCEPTED_CREDENTIALS"],
  "flock/operator-credential": ["OPERATOR_CREDENTIAL"],
  "temporal/temporal-visibility-db-owner": login,
  "temporal/temporal-store": login,
  "temporal/temporal-store-superuser": login,
  "temporal/temporal-store-tls": certificate,
  "scylla/scylla-superuser": login,
};

/** The Secrets that only the operator of the system can bring. */
const broughtByOperator = { "flock/backup-credentials": ["ACCESS_KEY_ID", "ACCESS_SECRET_KEY"] };

/** Every Secret that will be there: made by deploy.sh, brought, or made by an operator from these objects. */
export function secretsOf(manifests: Manifest[]): Keys {
  const certificates = ofKind(manifests, "Certificate").map((object) => [secretOf(object), certificate] as const);
  const authorities = ofKind(manifests, "Cluster").map(
    ({ metadata: { namespace, name } }) => [`${namespace}/${name}-ca`, ["ca.crt", "ca.key"]] as const,
  );
  const fixed = Object.entries({ ...madeByDeploy, ...broughtByOperator });
  return new Map<string, readonly string[]>([...fixed, ...certificates, ...authorities]);
}

const secretOf = (object: Manifest) =>
  `${object.metadata.namespace}/${specOf<{ secretName: string }>(object).secretName}`;

/** The ConfigMaps that deploy.sh makes: the authority that the gateway trusts. */
const configMapsByDeploy: [string, string[]][] = [["flock/flock-ca", ["ca.crt"]]];

/** Every ConfigMap that will be there. */
export function configMapsOf(manifests: Manifest[]): Keys {
  const own = ofKind(manifests, "ConfigMap").map(
    ({ metadata: { namespace, name }, data = {} }) => [`${namespace}/${name}`, Object.keys(data)] as const,
  );
  return new Map([...configMapsByDeploy, ...own]);
}
