import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { objectsOf } from "../../tools/objects.ts";
import { rendered } from "../../tools/render.ts";
import type { Manifest } from "../rendered.ts";

const root = join(import.meta.dirname, "../../..");

/** The first block of code in a document of ours that holds a text, without the indentation that a list gives it. */
export function blockOf(document: string, holds: string): string {
  const blocks = [...readFileSync(join(root, document), "utf8").matchAll(/^( *)```\w*\n([\s\S]*?)^ *```$/gm)];
  const [, indentation = "", code = ""] = blocks.find(([block]) => block.includes(holds)) ?? [];
  if (!code) throw new Error(`${document} has no block of code with ${holds}`);
  return code.replaceAll(new RegExp(`^${indentation}`, "gm"), "");
}

/** An overlay that somebody makes out of ours by the manual, in a copy of k8s. */
export function ownOverlay() {
  const dir = mkdtempSync(join(tmpdir(), "flock-overlay-"));
  cpSync(join(root, "k8s"), join(dir, "k8s"), { recursive: true });
  const file = (name: string) => join(dir, "k8s/overlays/mine", name);
  const write = (name: string, text: string) => writeFileSync(file(name), text);
  return {
    write,
    sh: (script: string, folder = "") => execFileSync("sh", ["-ec", script], { cwd: join(dir, folder) }),
    /** Adds lines to the patches of the overlay. */
    patch(lines: string) {
      const text = readFileSync(file("kustomization.yaml"), "utf8");
      write(
        "kustomization.yaml",
        text.replace(/^patches:\n/m, (patches) => `${patches}${lines}`),
      );
    },
    objects: async () =>
      objectsOf(await rendered(file(""), { env: process.env, say: () => {} })) as unknown as Manifest[],
    remove: () => rmSync(dir, { recursive: true }),
  };
}
