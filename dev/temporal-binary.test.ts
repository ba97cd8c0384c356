import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { freePorts } from "./free-ports.ts";
import { goProblem } from "./go.ts";
import { downloadTemporal } from "./temporal-archive.ts";
import { type Source, TEMPORAL_VERSION, temporalBinary } from "./temporal-binary.ts";
import { buildTemporal } from "./temporal-build.ts";

const PROGRAM = "#!/bin/sh\necho the real thing\n";
const say = () => {};
const arch = process.arch === "x64" ? "amd64" : process.arch;
const archiveName = `temporal_${TEMPORAL_VERSION}_${process.platform}_${arch}.tar.gz`;

describe("finding a Temporal server", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-temporal-"));
  const cache = join(dir, "flock");
  const cached = join(cache, `temporal-server-${TEMPORAL_VERSION}`);
  const env = { XDG_CACHE_HOME: dir, PATH: process.env.PATH };
  let releases: string;
  let files: Record<string, Buffer>;
  let server: Server;

  before(async () => {
    server = createServer((request, response) => {
      const file = files[request.url?.split("/").at(-1) ?? ""];
      response.writeHead(file ? 200 : 404).end(file);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    releases = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    rmSync(cache, { recursive: true, force: true });
    const archive = packed(dir);
    const checksum = createHash("sha256").update(archive).digest("hex");
    files = { [archiveName]: archive, "checksums.txt": Buffer.from(`${checksum}  ${archiveName}\n`) };
  });
  after(() => {
    server.close();
    rmSync(dir, { recursive: true });
  });

  const archive = (base = releases): Source => {
    return (target) => downloadTemporal({ dir: target, say, version: TEMPORAL_VERSION, releases: base });
  };
  const built: Source = async (target) => {
    writeFileSync(join(target, "server"), "built");
    return { path: join(target, "server") };
  };
  const never: Source = async () => assert.fail("nothing should be fetched");
  const left = () => readdirSync(cache);

  it("takes the program that TEMPORAL_SERVER names, and nothing else", async () => {
    assert.equal(
      await temporalBinary({ env: { ...env, TEMPORAL_SERVER: "/bin/sh" }, say, sources: [never] }),
      "/bin/sh",
    );
    const wrong = temporalBinary({ env: { ...env, TEMPORAL_SERVER: "/no/such" }, say, sources: [built] });
    await assert.rejects(wrong, /TEMPORAL_SERVER: \/no\/such is not a program/);
  });

  it("unpacks the official archive into the cache, and needs no network the second time", async () => {
    assert.equal(await temporalBinary({ env, say, sources: [archive()] }), cached);
    assert.equal(readFileSync(cached, "utf8"), PROGRAM);
    assert.equal(execFileSync(cached, { encoding: "utf8" }), "the real thing\n");
    assert.equal(await temporalBinary({ env, say, sources: [never] }), cached);
    assert.deepEqual(left(), [`temporal-server-${TEMPORAL_VERSION}`]);
  });

  it("refuses an archive whose checksum is not the published one, and keeps nothing of it", async () => {
    files["checksums.txt"] = Buffer.from(`${"0".repeat(64)}  ${archiveName}\n`);
    await assert.rejects(temporalBinary({ env, say, sources: [archive()] }), /SHA-256/);
    assert.deepEqual(left(), []);
  });

  it("refuses a truncated archive", async () => {
    files[archiveName] = packed(dir).subarray(0, 40);
    await assert.rejects(temporalBinary({ env, say, sources: [archive()] }), /SHA-256/);
    assert.ok(!existsSync(cached));
  });

  it("refuses an archive without a published checksum", async () => {
    files["checksums.txt"] = Buffer.from("");
    await assert.rejects(temporalBinary({ env, say, sources: [archive()] }), /no checksum is published/);
  });

  it("builds when the release can not be reached, and says why", async () => {
    const said: string[] = [];
    const [closed] = await freePorts(1);
    const sources = [archive(`http://127.0.0.1:${closed}`), built];
    assert.equal(await temporalBinary({ env, say: (line) => said.push(line), sources }), cached);
    assert.equal(readFileSync(cached, "utf8"), "built");
    assert.match(said.join("\n"), /can not be downloaded: .*ECONNREFUSED/s);
  });

  it("is safe for two at once", async () => {
    const both = [1, 2].map(() => temporalBinary({ env, say, sources: [archive()] }));
    assert.deepEqual(await Promise.all(both), [cached, cached]);
    assert.deepEqual(left(), [`temporal-server-${TEMPORAL_VERSION}`]);
  });

  it("says in one sentence what to install when it can neither download nor build", async () => {
    const sources = [(target: string) => buildTemporal({ dir: target, say, version: "0", env: { PATH: "/none" } })];
    await assert.rejects(temporalBinary({ env, say, sources }), /Go is not installed: install Go 1\.21 or newer/);
    assert.deepEqual(left(), []);
  });

  it("keeps nothing of a build but the program, unless a build cache is named; and nothing old of one that was killed", async () => {
    const bin = join(dir, "bin");
    const install = 'echo "$GOCACHE" >> "$SEEN"; mkdir -p "$GOCACHE/00"; echo built > "$GOBIN/server"';
    mkdirSync(bin);
    writeFileSync(join(bin, "go"), `#!/bin/sh\n[ "$1" = version ] && echo go version go1.26.8 || { ${install}; }\n`);
    chmodSync(join(bin, "go"), 0o755);
    const [seen, named, killed] = [join(dir, "seen"), join(dir, "named"), join(cache, ".getting-killed")];
    const goEnv = { ...env, PATH: `${bin}:${process.env.PATH}`, SEEN: seen };
    for (const given of [goEnv, { ...goEnv, GOCACHE: named }]) {
      rmSync(cached, { force: true });
      mkdirSync(join(killed, "go-build"), { recursive: true });
      utimesSync(killed, 0, 0);
      const build: Source = (target) => buildTemporal({ dir: target, say, version: "0", env: given });
      assert.equal(await temporalBinary({ env, say, sources: [build] }), cached);
      assert.deepEqual(left(), [`temporal-server-${TEMPORAL_VERSION}`]);
    }
    const [own, theirs] = readFileSync(seen, "utf8").split("\n");
    assert.ok(own?.startsWith(join(cache, ".getting-")), own);
    assert.equal(theirs, named);
  });

  it("says which Go to install when there is none or one too old", () => {
    assert.match(goProblem(undefined) ?? "", /^Go is not installed: install Go 1\.21 or newer/);
    assert.match(goProblem("go1.20.4") ?? "", /^go1\.20\.4 is too old: install Go 1\.21 or newer/);
    assert.equal(goProblem("go1.21.0"), undefined);
    assert.equal(goProblem("go1.26.8"), undefined);
  });
});

function packed(dir: string): Buffer {
  const content = join(dir, "content");
  mkdirSync(content, { recursive: true });
  writeFileSync(join(content, "temporal-server"), PROGRAM);
  chmodSync(join(content, "temporal-server"), 0o755);
  return execFileSync("tar", ["-czf", "-", "-C", content, "temporal-server"]);
}
