import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { changed, put } from "./changed.ts";
import { holdingFindings, loginFindings } from "./holdings.ts";
import { overlays, rendered } from "./rendered.ts";

for (const overlay of overlays)
  describe(`the containers of ${overlay}`, () => {
    it("run what they should, and hold the secrets that this takes: no other's, and nowhere else", () => {
      assert.deepEqual(holdingFindings(rendered(overlay)), []);
    });

    it("meet roles in the databases that have each their own password", () => {
      assert.deepEqual(loginFindings(rendered(overlay)), []);
    });
  });

describe("the URL of a database", () => {
  it("names the authority's file where every container of that database has it", () => {
    const script = readFileSync(join(import.meta.dirname, "../deploy/make-secrets.sh"), "utf8");
    assert.match(script, /\?sslmode=verify-full&sslrootcert=\/run\/database-ca\/ca\.crt'/);
  });
});

describe("the rules for what a container holds", () => {
  const pod = "spec.template.spec";
  const cases: [string, string, unknown, string[]][] = [
    [
      "Deployment flock/auth-service",
      `${pod}.volumes.3.secret.secretName`,
      "auth-db-owner",
      [
        "auth-service app has /run/secrets/database auth-db-owner:url",
        "auth-service app lacks /run/secrets/database auth-db-runtime:url",
      ],
    ],
    [
      "Deployment flock/auth-service",
      `${pod}.containers.0.volumeMounts.4.mountPath`,
      "/run/ca",
      ["auth-service app has /run/ca auth-db-ca:ca.crt", "auth-service app lacks /run/database-ca auth-db-ca:ca.crt"],
    ],
    [
      "Deployment flock/profile-service",
      `${pod}.volumes.4.secret.secretName`,
      "auth-db-ca",
      [
        "profile-service app has /run/database-ca auth-db-ca:ca.crt",
        "profile-service app lacks /run/database-ca profile-db-ca:ca.crt",
      ],
    ],
    [
      "Deployment flock/orchestrator",
      `${pod}.volumes.3.secret.secretName`,
      "orchestrator-tls",
      [
        "orchestrator app has /run/temporal-tls orchestrator-tls",
        "orchestrator app lacks /run/temporal-tls orchestrator-temporal-tls",
      ],
    ],
    [
      "Deployment flock/orchestrator",
      `${pod}.containers.0.volumeMounts.0.mountPath`,
      "/app",
      ["orchestrator app has /app", "orchestrator app lacks /tmp"],
    ],
    [
      "Deployment flock/profile-service",
      `${pod}.containers.0.envFrom`,
      [{ secretRef: { name: "orchestrator-secrets" } }],
      ["profile-service app has $ orchestrator-secrets", "profile-service app lacks $ flock-config"],
    ],
    [
      "Deployment flock/auth-service",
      `${pod}.containers.0.args`,
      ["--inspect"],
      [
        "auth-service app has > node --max-semi-space-size=8 auth-service/main.ts --inspect",
        "auth-service app lacks > node --max-semi-space-size=8 auth-service/main.ts",
      ],
    ],
    [
      "Job flock/auth-migrate",
      `${pod}.containers.0.command.2`,
      "profile",
      ["auth-migrate app has > node drizzle/main.ts profile", "auth-migrate app lacks > node drizzle/main.ts auth"],
    ],
    [
      "Deployment temporal/temporal-history",
      `${pod}.containers.0.volumeMounts.6.mountPath`,
      "/run/tls",
      [
        "temporal-history temporal has /run/tls temporal-internode-tls",
        "temporal-history temporal lacks /run/internode-tls temporal-internode-tls",
      ],
    ],
  ];

  it("refuse another's secret, another place, another command", () => {
    for (const [name, path, value, findings] of cases)
      assert.deepEqual(holdingFindings(changed("kind", name, put(path, value))), findings);
  });

  it("refuse a role with another's password", () => {
    const role = changed("kind", "DatabaseRole flock/auth-app", put("spec.passwordSecret.name", "auth-db-owner"));
    assert.deepEqual(loginFindings(role), [
      "DatabaseRole flock/auth-app has auth_app in auth-db by auth-db-owner",
      "DatabaseRole flock/auth-app lacks auth_app in auth-db by auth-db-runtime",
    ]);
  });

  it("refuse a container that is not known", () => {
    const more = changed("kind", "Deployment flock/auth-service", (object) =>
      put(`${pod}.containers`, [{ name: "other", command: ["sh"], image: "x" }])(object),
    );
    assert.ok(holdingFindings(more).includes("auth-service other has > sh"));
  });
});
