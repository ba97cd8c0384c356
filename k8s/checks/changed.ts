import { type Manifest, nameOf, type Overlay, rendered } from "./rendered.ts";

/** An overlay in which one object, by its kind, namespace and name, is not as it should be. */
export function changed(overlay: Overlay, name: string, change: (object: Manifest) => unknown): Manifest[] {
  const manifests = rendered(overlay);
  const found = manifests.find((object) => nameOf(object) === name);
  if (!found) throw new Error(`${overlay} has no ${name}`);
  change(found);
  return manifests;
}

/** A change that puts another value at a path of an object: `spec.type`. Undefined takes away what is there. */
export const put =
  (path: string, value: unknown) =>
  (object: Manifest): void => {
    const steps = path.split(".");
    const last = steps.pop() ?? "";
    // Whatever is on the way: lists by number too.
    const place = steps.reduce((at, step) => at[step] as Record<string, unknown>, object as Record<string, unknown>);
    place[last] = value;
  };
