import { z } from "zod";

/** A whole number between min and max. */
export const integer = ({ min, max, default: fallback }: { min: number; max: number; default?: number }) => {
  const rule = `must be a whole number from ${min} to ${max}`;
  const field = z
    .string()
    .regex(/^-?\d{1,15}$/, rule)
    .transform(Number)
    .pipe(z.number().min(min, rule).max(max, rule));
  return withDefault(field, fallback);
};

/** A TCP port; 0 takes any free one. */
export const port = (fallback?: number) =>
  integer({ min: 0, max: 65_535, ...(fallback !== undefined && { default: fallback }) });

/** Any text. */
export const text = (fallback?: string) => withDefault(z.string(), fallback);

/** `true` or `false`. */
export const flag = (fallback?: boolean) =>
  withDefault(
    z.enum(["true", "false"], { error: "must be true or false" }).transform((value) => value === "true"),
    fallback,
  );

/** A value that is never printed or logged; it may also come as the path of a file, by the same name with _FILE. */
export const secret = () => z.string().min(1).meta({ secret: true });

/** An http or https URL, without a slash at the end. */
export const url = (fallback?: string) => {
  const field = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });
  return withDefault(
    field.transform((value) => value.replace(/\/+$/, "")),
    fallback,
  );
};

/** Values separated by commas; empty when absent. */
export const list = () =>
  z
    .string()
    .transform((value) =>
      value
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== ""),
    )
    .default([]);

/** Origins as browsers send them (RFC 6454), separated by commas; empty when absent. */
export const origins = () =>
  list().refine((values) => values.every((value) => URL.parse(value)?.origin === value), {
    error: "must hold origins such as https://app.example, without a path or a slash at the end",
  });

/** Makes a field that is read by a function which throws on faults; its Error messages are shown. */
export const parsed = <T>(field: z.ZodType<string>, parse: (value: string) => T) =>
  field.transform((value, context): T => {
    try {
      return parse(value);
    } catch (error) {
      context.addIssue(error instanceof Error ? error.message : "is not valid");
      return z.NEVER;
    }
  });

type Defaulted<F extends z.ZodType, D> = undefined extends D ? F : z.ZodDefault<F>;

const withDefault = <F extends z.ZodType, D extends z.output<F> | undefined>(field: F, fallback: D) =>
  (fallback === undefined ? field : field.default(fallback as z.util.NoUndefined<z.output<F>>)) as Defaulted<F, D>;
