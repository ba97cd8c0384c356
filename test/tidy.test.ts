import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { services } from "../dev/stack-ports.ts";
import { exists, type Import, importsOf, read, type Source, sources } from "./sources.ts";

const code = sources("**/*.ts");
const product = code.filter(({ isTest }) => !isTest);
const isService = (folder: string) => services.some((name) => name === folder);
const folderOf = (path: string) => path.split("/")[0] ?? "";
const imports = product.flatMap(importsOf);
const within = (...folders: string[]) => imports.filter(({ from }) => folders.includes(folderOf(from)));
const shown = ({ from, to }: Import) => `${from} imports ${to}`;

function none(offenders: string[], why: string): void {
  assert.deepEqual(offenders, [], why);
}

describe("layers", () => {
  it("keep services apart: none imports another", () => {
    const offenders = within(...services).filter(
      ({ from, to }) => isService(folderOf(to)) && folderOf(to) !== folderOf(from),
    );
    none(offenders.map(shown), "services talk over their contracts only");
  });

  it("keep the kit free of the domain", () => {
    const domain = (to: string) => isService(folderOf(to)) || /^gen\/flock\/(?!access\/)/.test(to);
    none(
      within("kit")
        .filter(({ to }) => domain(to))
        .map(shown),
      "the kit serves any service",
    );
  });

  it("keep tools and tests out of what runs in production", () => {
    const tools = ["cli", "dev", "test", "scripts", "bench", "k8s"];
    const offenders = within("kit", "drizzle", ...services).filter(({ to }) => tools.includes(folderOf(to)));
    none(offenders.map(shown), "an image holds only what runs");
  });

  it("keep the command to contracts and kit, like any other client", () => {
    const home = ["cli", "kit", "gen"];
    const offenders = within("cli").filter(({ to }) => exists(to) && !home.includes(folderOf(to)));
    none(offenders.map(shown), "the command knows servers by their contracts only");
  });

  it("let only measurements know what they compare with", () => {
    const offenders = imports.filter(({ from, to }) => to.startsWith("better-auth") && folderOf(from) !== "bench");
    none(offenders.map(shown), "better-auth is there to be measured beside");
  });

  it("let workflows see the SDK's workflow package and types, nothing else", () => {
    const ofWorkflows = imports.filter(({ from }) => dirname(from) === "orchestrator/workflows");
    assert.ok(ofWorkflows.length > 0);
    const fine = ({ to, typeOnly }: Import) =>
      typeOnly || to === "@temporalio/workflow" || dirname(to) === "orchestrator/workflows";
    none(ofWorkflows.filter((entry) => !fine(entry)).map(shown), "workflow code must be the same at every replay");
  });

  it("keep SQL in schemas and repositories", () => {
    const sql = ({ to }: Import) => to === "pg" || to.startsWith("drizzle-orm");
    const home = ({ from }: Import) =>
      /\/(schema|users|profiles|sessions|session-writes|refresh-tokens|signing-keys|password-hashes)\.ts$/.test(from);
    const offenders = within(...services).filter((entry) => sql(entry) && !home(entry));
    none(offenders.map(shown), "a verb reads without SQL");
    none(
      within("drizzle", ...services)
        .filter(({ to }) => to === "pg" || to === "drizzle-orm/node-postgres")
        .map(shown),
      "the driver belongs to the kit",
    );
  });
});

describe("the environment", () => {
  it("is read where a process begins, and handed down as values", () => {
    const entry = /(^|\/)main\.ts$|^dev\/(up|down|reset|start-one|undo)\.ts$/;
    const offenders = product.filter(({ path, text }) => text.includes(`process.${"env"}`) && !entry.test(path));
    none(
      offenders.map(({ path }) => path),
      "only an entry point knows the environment",
    );
  });
});

describe("files", () => {
  it("are short enough to read in one go: 120 lines, tests 300", () => {
    const length = ({ text }: Source) => text.split("\n").length - 1;
    const long = code.filter((source) => length(source) > (source.isTest ? 300 : 120));
    none(
      long.map((source) => `${source.path} has ${length(source)} lines`),
      "split it",
    );
  });

  it("leave nothing for later, and no test out", () => {
    const later = new RegExp(
      `\\b(${["TO", "FIX"].map((word) => word + (word === "TO" ? "DO" : "ME")).join("|")}|XXX)\\b`,
    );
    const leftOut = /\b(it|test|describe|suite)\.(only|skip|todo)\b|\bskip: true\b|\btodo: true\b/;
    const texts = [...code, ...sources("{Makefile,*.md,*/**/*.{md,proto,sql,sh,yaml}}")];
    const offenders = texts.filter(({ text }) => later.test(text) || leftOut.test(text));
    none(
      offenders.filter(({ path }) => path !== "test/tidy.test.ts").map(({ path }) => path),
      "do it now or say it in an issue",
    );
  });

  it("name what they export", () => {
    const offenders = code.filter(({ text }) => /^export default\b/m.test(text));
    none(
      offenders.map(({ path }) => path),
      "a default export has as many names as importers",
    );
  });
});

describe("the documents", () => {
  const documents = sources("{*.md,*/**/*.md}");
  const targets = new Set(
    [...read("Makefile").matchAll(/^([a-z0-9 -]+):/gm)].flatMap(([, names = ""]) => names.split(" ")),
  );
  const spans = ({ text }: Source) => [...text.matchAll(/```[\s\S]*?```|`[^`\n]+`/g)].map(([span]) => span);

  it("link to what exists", () => {
    const links = documents.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)].map(([, link = ""]) => ({ path, link })),
    );
    const broken = links.filter(({ path, link }) => !exists(join(dirname(path), link)));
    none(
      broken.map(({ path, link }) => `${path} links to ${link}`),
      "a dead link",
    );
  });

  it("name paths that exist", () => {
    const named = documents.flatMap((document) =>
      spans(document)
        .flatMap((span) => [...span.matchAll(/(?<![\w./<~-])[\w.-]+(?:\/[\w.-]+)+/g)].map(([path]) => path))
        .filter((path) => exists(folderOf(path)) && !/^(\.flock|releases|node_modules)\//.test(path))
        .filter((path) => !exists(path))
        .map((path) => `${document.path} names ${path}`),
    );
    none(named, "a path that is gone");
  });

  it("name make targets that exist", () => {
    const called = documents.flatMap((document) =>
      spans(document).flatMap((span) => [...span.matchAll(/\bmake ([a-z][a-z0-9-]+)/g)].map(([, name = ""]) => name)),
    );
    none(
      called.filter((name) => !targets.has(name)),
      "a target that is gone",
    );
  });
});
