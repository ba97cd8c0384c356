import type { Kubectl } from "../../tools/run-kubectl.ts";

type Secret = { metadata: { namespace: string; name: string; resourceVersion: string }; data?: Record<string, string> };

/** All Secrets of a cluster: "namespace/name/key" and what it holds. */
export async function allSecrets(kubectl: Kubectl): Promise<Record<string, string>> {
  const { items } = JSON.parse((await kubectl(["get", "secrets", "-A", "-o", "json"])).output) as { items: Secret[] };
  return Object.fromEntries(
    items.flatMap(({ metadata, data = {} }) =>
      Object.entries(data).map(([key, value]) => [
        `${metadata.namespace}/${metadata.name}/${key}`,
        Buffer.from(value, "base64").toString(),
      ]),
    ),
  );
}

/** A key of a Secret in namespace flock. */
export async function secret(kubectl: Kubectl, name: string, key: string): Promise<string> {
  return (await allSecrets(kubectl))[`flock/${name}/${key}`] ?? "";
}

/** The version of every object of these kinds, which changes with it. */
export async function versions(kubectl: Kubectl, kinds: string): Promise<string> {
  const path = '{range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{"\\n"}{end}';
  return (await kubectl(["get", kinds, "-A", "-o", `jsonpath=${path}`])).output;
}
