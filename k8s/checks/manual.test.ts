import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ofKind, rendered, specOf } from "./rendered.ts";
import { secretsOf } from "./secrets.ts";

type Alert = { alert: string; labels: { severity: string } };

/** The rows of the table in a document of ours whose first column has this name, as the texts of their cells. */
function tableOf(document: string, column: string): string[][] {
  const text = readFileSync(join(import.meta.dirname, "../..", document), "utf8");
  const [, rows = ""] = new RegExp(`^\\| ${column} \\|.*\\n\\| ---.*\\n((?:\\|.*\\n)+)`, "m").exec(text) ?? [];
  return rows.split("\n").flatMap((row) => (row ? [row.split("|").map((cell) => cell.trim())] : []));
}

describe("the manual", () => {
  it("says of every alert that wakes somebody what it means, and of no other", () => {
    const alerts = ofKind(rendered("production"), "PrometheusRule").flatMap((object) =>
      specOf<{ groups: { rules: Alert[] }[] }>(object).groups.flatMap(({ rules }) => rules),
    );
    const waking = alerts.filter(({ labels }) => labels.severity === "page").map(({ alert }) => alert);
    const told = tableOf("docs/deploy.md", "alert").flatMap(([, names = ""]) => names.split(", "));
    assert.deepEqual(told.sort(), waking.sort());
  });

  it("lists every Secret that can be brought from elsewhere, with its keys", () => {
    const listed = tableOf("docs/secrets.md", "Secret").flatMap(([, names = "", keys = ""]) =>
      wordsOf(names).map((name) => [name, wordsOf(keys.replaceAll(/\(.*?\)/g, ""))] as const),
    );
    // These two are copies that every deployment makes anew.
    const copies = ["temporal/temporal-store-superuser", "temporal/temporal-store-tls"];
    const made = [...secretsOf([])].filter(([name]) => !copies.includes(name));
    assert.deepEqual(Object.fromEntries(listed), Object.fromEntries(made));
  });
});

const wordsOf = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word);
