import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { changed, put } from "./changed.ts";
import { budgetFindings, graceFindings } from "./disruption.ts";
import { overlays, rendered } from "./rendered.ts";

for (const overlay of overlays)
  describe(`the pods of ${overlay} that have to go`, () => {
    it("have the time that Temporal needs to leave", () => {
      assert.deepEqual(graceFindings(rendered(overlay)), []);
    });
  });

describe("the pods of production that have to go", () => {
  it("go one by one: each workload has one budget, and it lets one go and one stay", () => {
    assert.deepEqual(budgetFindings(rendered("production")), []);
  });
});

describe("the rules for pods that have to go", () => {
  const broken = (name: string, path: string, value: unknown) =>
    budgetFindings(changed("production", `PodDisruptionBudget ${name}`, put(path, value)));
  const name = "app.kubernetes.io/name";

  it("refuse two budgets for one pod, and none for another", () => {
    const other = { matchLabels: { [name]: "auth-service" } };
    assert.deepEqual(broken("flock/orchestrator", "spec.selector", other), [
      "Deployment flock/auth-service has 2 budgets",
      "Deployment flock/orchestrator has 0 budgets",
    ]);
  });

  it("refuse a budget that lets nobody go, or everybody", () => {
    const history = "Deployment temporal/temporal-history has a budget that lets no pod go, or all of them";
    const auth = "Deployment flock/auth-service has a budget that lets no pod go, or all of them";
    for (const value of [0, 3, "0%"])
      assert.deepEqual(broken("temporal/temporal-history", "spec.maxUnavailable", value), [history]);
    for (const value of [0, 2]) assert.deepEqual(broken("flock/auth-service", "spec.minAvailable", value), [auth]);
  });

  it("refuse a kill before Temporal has left", () => {
    const short = put("spec.template.spec.terminationGracePeriodSeconds", 5);
    assert.deepEqual(graceFindings(changed("kind", "Deployment temporal/temporal-history", short)), [
      "Deployment temporal/temporal-history is killed after 5 s and needs 45",
    ]);
  });
});
