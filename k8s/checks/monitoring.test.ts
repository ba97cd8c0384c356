import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { databases, services } from "../../dev/stack-ports.ts";
import { reasons } from "../../kit/problem.ts";
import { usesOf, valuesOf } from "./expressions.ts";
import { actors } from "./flows.ts";
import { documentedMetrics, ourMetrics } from "./metrics.ts";
import { ofKind, podsOf, rendered, specOf } from "./rendered.ts";
import { matches, type Selector } from "./selectors.ts";

type Alert = { alert: string; expr: string; labels: { severity: string }; annotations: Record<string, string> };
type Monitor = { selector: Selector; podMetricsEndpoints: { port?: string; portNumber?: number }[] };

const manifests = rendered("production");
const alerts = ofKind(manifests, "PrometheusRule").flatMap((object) =>
  specOf<{ groups: { rules: Alert[] }[] }>(object).groups.flatMap(({ rules }) => rules),
);
const ours = ourMetrics();
// Prometheus adds these to whatever it scrapes.
const added = ["job", "pod", "namespace", "instance"];

/** Metrics that nobody publishes, and labels that ours do not have. */
const metricFindings = (expression: string) =>
  usesOf(expression).flatMap(({ metric, labels }) => {
    const known = ours.get(metric);
    if (!known) return documentedMetrics.has(metric) ? [] : [`nobody publishes ${metric}`];
    const wrong = labels.filter((label) => ![...known, ...added].includes(label));
    return wrong.map((label) => `${metric} has no label ${label}`);
  });

describe("the alerts", () => {
  it("read metrics that exist, by labels that they have", () => {
    assert.ok(alerts.length > 0);
    assert.deepEqual(
      alerts.flatMap(({ expr }) => metricFindings(expr)),
      [],
    );
  });

  it("name reasons of our errors", () => {
    const named = alerts.flatMap(({ expr }) => valuesOf(expr, "reason"));
    assert.deepEqual(
      named.filter((reason) => !(reason in reasons)),
      [],
    );
  });

  it("say what is wrong, what to do, and whether to wake somebody", () => {
    for (const { alert, labels, annotations } of alerts) {
      assert.ok(["page", "warning"].includes(labels.severity), alert);
      assert.ok(annotations.summary && annotations.action, alert);
    }
    assert.equal(new Set(alerts.map(({ alert }) => alert)).size, alerts.length);
  });

  it("ask for a restart before the certificate that a process has read can run out", () => {
    const alert = alerts.find(({ alert: name }) => name === "FlockRunsOnOldCertificate");
    const days = Number(/> (\d+) \* 86400/.exec(alert?.expr ?? "")?.[1]);
    const [read, ...others] = ofKind(manifests, "Certificate").filter(
      ({ metadata }) => metadata.name === "orchestrator-temporal",
    );
    assert.ok(read && others.length === 0);
    assert.ok(Number.parseInt(specOf<{ renewBefore: string }>(read).renewBefore, 10) / 24 > days + 14);
  });
});

describe("what is scraped", () => {
  const monitors = ofKind(manifests, "PodMonitor");
  const endpoints = monitors.flatMap(({ metadata, ...monitor }) =>
    specOf<Monitor>({ metadata, ...monitor }).podMetricsEndpoints.map((endpoint) => ({
      endpoint,
      namespace: metadata.namespace,
      selector: specOf<Monitor>({ metadata, ...monitor }).selector,
    })),
  );

  it("is every process of ours", () => {
    const pods = podsOf(manifests).filter(({ spec }) => spec.containers.some(({ ports }) => ports?.some(isAdmin)));
    assert.equal(pods.length, services.length);
    for (const { owner, namespace, labels } of pods) {
      const found = endpoints.filter((each) => each.namespace === namespace && matches(each.selector, labels));
      assert.deepEqual(
        found.map(({ endpoint }) => endpoint.port),
        ["admin"],
        owner,
      );
    }
  });

  it("is every database and every role of Temporal", () => {
    const scraped = Object.entries(actors).filter(([, { namespace, labels }]) =>
      endpoints.some((each) => each.namespace === namespace && matches(each.selector, labels)),
    );
    const names = [...databases.map((name) => `${name}-db`), "temporal-visibility-db"];
    const roles = ["temporal-frontend", "temporal-history", "temporal-matching", "temporal-worker"];
    assert.deepEqual(scraped.map(([name]) => name).sort(), [...names, ...roles, ...services].sort());
  });
});

describe("the rules for alerts", () => {
  it("refuse a metric that nobody publishes, and a label that it does not have", () => {
    assert.deepEqual(metricFindings("rate(flock_requests_total[5m]) > 0"), ["nobody publishes flock_requests_total"]);
    assert.deepEqual(metricFindings('sum by (job) (rate(flock_rpc_requests_total{status="500",job="x"}[5m]))'), [
      "flock_rpc_requests_total has no label status",
    ]);
  });

  it("read expressions as Prometheus does", () => {
    const expression = 'histogram_quantile(0.9, sum by (le) (rate(a_bucket{x=~"p|q",y!="r"}[5m]))) > 1 unless b == 0';
    assert.deepEqual(usesOf(expression), [
      { metric: "a_bucket", labels: ["x", "y"] },
      { metric: "b", labels: [] },
    ]);
    assert.deepEqual(valuesOf(expression, "x"), ["p", "q"]);
  });
});

const isAdmin = ({ name }: { name?: string }) => name === "admin";
