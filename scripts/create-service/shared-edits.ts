import { addAfter, addBeside, addDocument, type Edit } from "./edit.ts";
import { fromProfile, type Identity, renamed } from "./renaming.ts";

/** Which service is added to the shared files, beside profile-service. */
export type Pair = { profile: Identity; to: Identity };

const policies = "k8s/components/network-policies/flock";
const restoring = "k8s/components/backup/README.md";
const manual = "docs/secrets.md";
const alerts = "k8s/components/monitoring/alerts/services.yaml";

/** Everything that lists services by name, and what a new one adds there: what profile-service has there, in its words. */
export function sharedEdits({ profile, to }: Pair): Edit[] {
  const { service, noun, nouns } = to;
  const same = (text: string) => fromProfile(text, profile, to);
  const copy = (path: string, anchor: RegExp, more = 0) => addAfter(path, anchor, same, more);
  const copyDocument = (path: string, name: string) => addDocument(path, name, same);
  const beside = (path: string, line: RegExp, separator: string, item = "profile-service") =>
    addBeside(path, line, item, separator, same(item));
  const ofNoun = (text: string) => renamed(text, { ...profile, service: "profile" }, { service: noun, noun, nouns });
  return [
    copy("dev/stack-ports.ts", /^ {2}"profile-service": \{/),
    copy("dev/schemas.ts", /^import \{ profileEnv/),
    copy("dev/schemas.ts", /^ {2}"profile-service": /),
    addAfter("kit/problem.ts", /^ {2}PROFILE_NOT_FOUND:/, ofNoun),
    addBeside("test/tidy.test.ts", /\(schema\|users\|/, "profiles", "|", nouns),
    beside("Makefile", /^\.PHONY: help /, " "),
    beside("Makefile", /^FOLDERS := /, ","),
    beside("Makefile", /^auth-service profile-service/, " "),
    copy(".dockerignore", /^!profile-service$/),
    beside("scripts/image/layout.sh", /^program=/, " "),
    copy("README.md", /^export PROFILE_DATABASE_URL=/),
    addBeside("README.md", /^\| `make profile-service` /, "`make auth-service`", ", ", `\`make ${service}-service\``),
    addAfter(
      "README.md",
      /^\| `profile-service\/` /,
      () => `| \`${service}-service/\` | ${nouns}, in the same shape |`,
    ),
    beside(manual, /^\| `AUTH_DB_RUNTIME`/, ", ", "`PROFILE_DB_RUNTIME`"),
    beside(manual, /^\| `AUTH_DB_OWNER`/, ", ", "`PROFILE_DB_OWNER`"),
    beside("docs/deploy.md", /^ {2}- target: .* name: auth-service\|/, "|"),
    beside(restoring, /kubectl delete clusters/, " ", "profile-db"),
    beside(restoring, /^ {3}for database in /, " ", "profile"),
    copy(manual, /^\| `flock\/profile-service-secrets` /),
    beside(manual, /^\| `flock\/auth-db-owner`/, ", ", "`flock/profile-db-owner`"),
    beside(manual, /^\| `flock\/auth-db-owner`/, ", ", "`profile_owner`"),
    beside(manual, /^\| `flock\/auth-db-runtime`/, ", ", "`flock/profile-db-runtime`"),
    beside(manual, /^\| `flock\/auth-db-runtime`/, ", ", "`profile_app`"),
    copy("k8s/deploy/services.sh", /^ {2}profile-service:/),
    copy("k8s/overlays/kind/kustomization.yaml", /name: profile-service, count:/),
    copyDocument("k8s/checks/small/services.yaml", "profile-service"),
    copy("k8s/base/kustomization.yaml", /- profile-service$/),
    copyDocument("k8s/base/certificates/services.yaml", "profile-service"),
    copy("k8s/base/migrations/kustomization.yaml", /- profile-migrate.yaml$/),
    copy("k8s/base/postgres/kustomization.yaml", /- profile-db.yaml$/),
    copy("k8s/components/autoscaling/autoscalers/kustomization.yaml", /- profile-service.yaml$/),
    beside("k8s/components/autoscaling/kustomization.yaml", /auth-service\|profile-service/, "|"),
    beside("k8s/components/backup/kustomization.yaml", /auth-db\|profile-db/, "|", "profile-db"),
    copyDocument("k8s/components/backup/schedules/scheduled-backups.yaml", "profile-db"),
    copy("k8s/components/gateway/edge/kustomization.yaml", /- profile-service.yaml$/),
    copyDocument("k8s/components/gateway/edge/backend-tls.yaml", "profile-service"),
    beside(alerts, /auth-service\|profile-service/, "|"),
    beside(alerts, /absent\(up/, " or ", 'absent(up{job="profile-service"})'),
    copy("k8s/components/monitoring/scrape/services.yaml", /- profile-service$/),
    copy(`${policies}/kustomization.yaml`, /- profile-service.yaml$/),
    copy(`${policies}/auth-service.yaml`, /name: profile-service \} \} #/),
    copy(`${policies}/orchestrator.yaml`, /name: profile-service/, 1),
    copyDocument(`${policies}/databases.yaml`, "profile-db"),
    copyDocument(`${policies}/migrations.yaml`, "profile-migrate"),
  ];
}
