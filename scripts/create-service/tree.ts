import type { Change } from "./workspace.ts";

const marks = { added: "+", changed: "~", deleted: "-" };

/** Changes as a tree of folders: + is new, ~ is changed, - is gone. */
export function treeOf(changes: Change[]): string {
  let open: string[] = [];
  const lines = changes.flatMap(({ path, kind }) => {
    const folders = path.split("/").slice(0, -1);
    const kept = folders.findIndex((name, depth) => open[depth] !== name);
    const shared = kept < 0 ? folders.length : kept;
    open = folders;
    const heads = folders.slice(shared).map((name, index) => `  ${"  ".repeat(shared + index)}${name}/`);
    return [...heads, `${marks[kind]} ${"  ".repeat(folders.length)}${path.split("/").at(-1)}`];
  });
  return lines.join("\n");
}
