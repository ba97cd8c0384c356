/** A metric that an expression reads, and the labels by which it picks. */
export type Use = { metric: string; labels: string[] };

const words = new Set(
  (
    "sum min max avg count absent rate increase histogram_quantile min_over_time time by on and or unless " +
    "group_left ignoring le"
  ).split(" "),
);

/** What a PromQL expression reads, as far as ours go: functions, operators and selectors by label. */
export function usesOf(expression: string): Use[] {
  const withoutGroups = expression.replaceAll(/\b(by|on) *\([^)]*\)/g, " ").replaceAll(/\[\w+\]/g, " ");
  const found = withoutGroups.matchAll(/(?<![\w"])([a-zA-Z_]\w*)\s*(?:\{([^}]*)\})?/g);
  return [...found]
    .filter(([, name = ""]) => !words.has(name))
    .map(([, metric = "", matchers = ""]) => ({
      metric,
      labels: [...matchers.matchAll(/(\w+)(?==~?"|!=|!~)/g)].map(([, label = ""]) => label),
    }));
}

/** The values that the expression wants a label to have: those of `label=~"a|b"` are a and b. */
export const valuesOf = (expression: string, label: string) =>
  [...expression.matchAll(new RegExp(`\\b${label}=~?"([^"]*)"`, "g"))].flatMap(([, values = ""]) => values.split("|"));
