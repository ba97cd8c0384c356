import { type Manifest, ofKind, specOf } from "./rendered.ts";

type Match = { path?: { type: string; value: string }; method?: string };
type Rule = { matches?: Match[]; filters?: unknown[]; timeouts?: { request?: string }; backendRefs: Backend[] };
type Backend = { name: string; port: number };

/** A path that the gateway lets in, and where it goes. */
export type Route = { path: string; type: string; backend: string; timeout: string | undefined; filters: unknown[] };

/** Every path that the gateway lets in. A rule without a path lets all of them in. */
export function routesOf(manifests: Manifest[]): Route[] {
  const rules = ofKind(manifests, "HTTPRoute").flatMap((route) => specOf<{ rules: Rule[] }>(route).rules);
  return rules.flatMap(({ matches = [{}], backendRefs, filters = [], timeouts }) =>
    matches.flatMap(({ path: { type, value } = { type: "PathPrefix", value: "/" } }) =>
      backendRefs.map(({ name, port }) => ({
        path: value,
        type,
        backend: `${name}:${port}`,
        timeout: timeouts?.request,
        filters,
      })),
    ),
  );
}
