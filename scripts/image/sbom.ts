// `node scripts/image/sbom.ts EPOCH`, of what `npm sbom` says: the same list at every build of the same sources. npm
// takes the name from the folder, the time from the clock and the serial number by lot, and adds where it fetched from.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { argv, stdin, stdout } from "node:process";

type Component = { externalReferences?: { type: string }[] };

const bom = JSON.parse(readFileSync(stdin.fd, "utf8"));
bom.metadata.timestamp = new Date(Number(argv[2] ?? 0) * 1000).toISOString();
bom.metadata.component.name = JSON.parse(readFileSync("package.json", "utf8")).name;
bom.components = bom.components.map((component: Component) => ({
  ...component,
  externalReferences: component.externalReferences?.filter(({ type }) => type !== "distribution"),
}));
delete bom.serialNumber;
const hash = createHash("sha256").update(JSON.stringify(bom)).digest("hex");
const uuid = hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, "$1-$2-8$3-a$4-$5");
stdout.write(`${JSON.stringify({ ...bom, serialNumber: `urn:uuid:${uuid}` }, null, 2)}\n`);
