import type { DescEnum } from "@bufbuild/protobuf";

/** The value of an enum as people read it; "unknown" for one that a newer server has. */
export const enumName = (desc: DescEnum, value: number): string =>
  (desc.value[value]?.localName ?? "unknown").toLowerCase().replaceAll("_", " ");
