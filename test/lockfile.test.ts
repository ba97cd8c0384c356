import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { danglingEdges, type LockEntry, type Lockfile, pruned } from "../scripts/lockfile.ts";

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), "utf8"));
const lock = read("package-lock.json") as Lockfile;
const manifest = read("package.json") as LockEntry;
const direct = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };

describe("the lockfile", () => {
  it("names no optional dependency that it does not hold (mend it with `node scripts/prune-lockfile.ts`)", () => {
    assert.deepEqual(danglingEdges(lock), []);
  });

  it("names no registry: packages are told by their integrity", () => {
    const named = Object.entries(lock.packages).filter(([, entry]) => entry.resolved?.startsWith("http"));
    assert.deepEqual(named, []);
  });

  it("holds exactly the version that package.json asks for, of every direct dependency", () => {
    for (const [name, version] of Object.entries(direct)) {
      assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, `${name} is not pinned`);
      assert.equal(lock.packages[`node_modules/${name}`]?.version, version, name);
    }
  });
});

describe("pruning a lockfile", () => {
  const entry = { optionalDependencies: { here: "1.0.0", beside: "1.0.0", above: "1.0.0", gone: "1.0.0" } };
  const sample: Lockfile = {
    packages: {
      "node_modules/a/node_modules/b": entry,
      "node_modules/a/node_modules/b/node_modules/here": {},
      "node_modules/a/node_modules/beside": {},
      "node_modules/above": { resolved: "https://registry.example/above.tgz" },
    },
  };

  it("finds what a package names and no folder above it holds", () => {
    assert.deepEqual(danglingEdges(sample), [{ from: "node_modules/a/node_modules/b", name: "gone" }]);
  });

  it("removes just those edges and the download addresses", () => {
    const result = pruned(sample);
    assert.deepEqual(danglingEdges(result), []);
    assert.deepEqual(Object.keys(result.packages["node_modules/a/node_modules/b"]?.optionalDependencies ?? {}), [
      "here",
      "beside",
      "above",
    ]);
    assert.deepEqual(result.packages["node_modules/above"], {});
  });
});
