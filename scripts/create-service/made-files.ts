import { fromProfile, type Identity } from "./renaming.ts";
import { fromTemplate } from "./template.ts";

/** What the files of a new service are made of. `read` gives a file of the project as it is. */
export type Source = { profile: Identity; to: Identity; durable: boolean; read: (path: string) => string };

/** Files that are those of profile-service in other words, with what only profiles have taken out. */
const copies: Record<string, (text: string, source: Source) => string> = {
  "profile-service/main.ts": same,
  "profile-service/config.ts": same,
  "profile-service/main.test.ts": (text, { to }) => text.replace("UpdateProfile", `Get${capital(to.noun)}`),
  "test/profile.ts": (text) => text.replace(/^.*newProfile.*\n|^.*newIds.*\n/gm, "").replace("const scene =", "return"),
  "k8s/base/migrations/profile-migrate.yaml": same,
  "k8s/base/postgres/profile-db.yaml": same,
  "k8s/base/profile-service/deployment.yaml": same,
  "k8s/base/profile-service/disruption-budget.yaml": same,
  "k8s/base/profile-service/kustomization.yaml": same,
  "k8s/base/profile-service/service.yaml": same,
  "k8s/components/autoscaling/autoscalers/profile-service.yaml": same,
  "k8s/components/gateway/edge/profile-service.yaml": routes,
  "k8s/components/network-policies/flock/profile-service.yaml": same,
  "drizzle/profile/0001_profiles.sql": migration,
};

const service = [
  "routes",
  "gadget",
  "gadgets",
  "schema",
  "translators",
  "create-gadget",
  "get-gadget",
  "delete-gadget",
];
const tests = ["gadget.test", "create-gadget.test", "translators.test"];

/** Files of template/: what depends on the thing that a service keeps. */
const templates: Record<string, string> = {
  "proto/flock/depot/v1/gadget.proto": "proto/gadget.proto.txt",
  "proto/flock/depot/v1/depot_service.proto": "proto/depot_service.proto.txt",
  ...Object.fromEntries([...service, ...tests].map((name) => [`depot-service/${name}.ts`, `service/${name}.ts.txt`])),
};

/** More of them for a service with a workflow. */
const durableTemplates: Record<string, string> = {
  "proto/flock/depot/flow/v1/gadget_flow_service.proto": "flow/gadget_flow_service.proto.txt",
  ...Object.fromEntries(
    ["contract", "activities", "add-gadget", "add-gadget.test", "routes"].map((name) => [
      `orchestrator/depot/${name}.ts`,
      `flow/${name}.ts.txt`,
    ]),
  ),
  "orchestrator/workflows/add-gadget.ts": "flow/workflow.ts.txt",
  "test/depot-flow.ts": "flow/depot-flow.ts.txt",
};

/** Every file of a new service by its path, as it is before it is formatted. */
export function madeFiles(source: Source): Map<string, string> {
  const { profile, to, durable, read } = source;
  const copied = Object.entries(copies).map(
    ([path, change]) => [fromProfile(path, profile, to), fromProfile(change(read(path), source), profile, to)] as const,
  );
  const chosen = Object.entries({ ...templates, ...(durable && durableTemplates) });
  const rendered = chosen.map(([path, file]) => [pathOf(path, to), fromTemplate(file, to, durable)] as const);
  return new Map([...copied, ...rendered]);
}

function same(text: string): string {
  return text;
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

const pathOf = (path: string, { service: name, noun, nouns }: Identity) =>
  path.replaceAll("gadgets", nouns).replaceAll("gadget", noun).replaceAll("depot", name);

/** The form of a first migration, around the table of this service. Nobody may delete: a row bars late creates. */
function migration(text: string, { to, durable }: Source): string {
  const table = fromTemplate("gadgets.sql.txt", to, durable);
  const rest = text.slice(text.indexOf("-- The clock of the statement"));
  return table + rest.replace("SELECT, INSERT, UPDATE, DELETE", "SELECT, INSERT, UPDATE");
}

/** People reach what people may call. */
function routes(text: string, { to, durable }: Source): string {
  const verbs = durable ? ["Get"] : ["Create", "Get", "Delete"];
  const [line = ""] = /^.*\/GetProfile \}\n/m.exec(text) ?? [];
  const lines = verbs.map((verb) => line.replace("GetProfile", `${verb}${capital(to.noun)}`));
  return text.replace(/(^.*\/flock\.profile\.v1.*\n)+/m, lines.join(""));
}
