import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { createFileRegistry, type DescMethod, fromBinary } from "@bufbuild/protobuf";
import { type FileDescriptorSet, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

const root = join(import.meta.dirname, "..");

/** Compiles the .proto files of a folder. */
export function build(directory: string): FileDescriptorSet {
  const image = execFileSync("buf", ["build", directory, "-o", "-"], { cwd: root, maxBuffer: 1e8 });
  return fromBinary(FileDescriptorSetSchema, image);
}

/** The files of our own contracts. */
export const ourFiles = () =>
  [...createFileRegistry(build("proto")).files].filter(({ proto }) => proto.package.startsWith("flock."));

/** The methods of these files. */
export const methodsOf = (files: ReturnType<typeof ourFiles>): DescMethod[] =>
  files.flatMap((file) => file.services.flatMap((service) => service.methods));
