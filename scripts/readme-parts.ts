import { codeToHttpStatus, codeToString } from "@connectrpc/connect/protocol-connect";
import type { z } from "zod";
import { schemas } from "../dev/schemas.ts";
import { describeEnv, type EnvDoc } from "../kit/env.ts";
import { reasons } from "../kit/problem.ts";
import { serverEnv } from "../kit/server-env.ts";

/** The parts of the README that the code tells, by the name in their first marker. */
const parts: Record<string, () => string> = { reasons: reasonsTable, configuration: configurationTables };

/** The text with every part between `<!-- generated: NAME -->` and `<!-- /generated -->` renewed. */
export function withParts(text: string): string {
  return text.replace(/(<!-- generated: (\S+) -->\n)[\s\S]*?(?=<!-- \/generated -->)/g, (_, marker, name) => {
    const part = parts[name];
    if (!part) throw new Error(`README.md: nothing generates ${name}`);
    return `${marker}\n${part()}\n\n`;
  });
}

function reasonsTable(): string {
  const rows = Object.entries(reasons).map(([reason, { code, final, message }]) => {
    return [`\`${reason}\``, codeToString(code), String(codeToHttpStatus(code)), final ? "no" : "yes", message];
  });
  return table(["reason", "Connect code", "HTTP", "try again?", "message"], rows);
}

const common = new Set(Object.keys(serverEnv(0)));

function configurationTables(): string {
  const own = Object.entries(schemas).map(([name, schema]) => {
    const rows = describeEnv(schema).filter((doc) => !common.has(doc.name));
    return `**${name}**\n\n${variablesTable(rows.map((doc) => variable(doc, defaultText(schema, doc))))}`;
  });
  return [`**Every process**\n\n${variablesTable(commonRows())}`, ...own].join("\n\n");
}

/** Where the processes differ, each default is shown with the process that has it. */
function commonRows(): string[][] {
  const all = Object.entries(schemas).map(([process, schema]) => ({ process, schema, docs: describeEnv(schema) }));
  return describeEnv(schemas.orchestrator)
    .filter(({ name }) => common.has(name))
    .map((doc) => {
      const defaults = all.map(({ process, schema, docs }) => {
        const own = docs.find(({ name }) => name === doc.name) ?? doc;
        return { process, text: defaultText(schema, own) };
      });
      const same = new Set(defaults.map(({ text }) => text)).size === 1;
      const each = defaults.map(({ process, text }) => `${text} ${process}`).join(", ");
      return variable(doc, same ? (defaults[0]?.text ?? "") : each);
    });
}

function defaultText(schema: z.ZodObject, { name, default: value }: EnvDoc): string {
  const missing = schema.safeParse({}).error?.issues.map(({ path }) => path[0]) ?? [];
  if (missing.includes(name)) return "**required**";
  return value ? `\`${value}\`` : "";
}

const variable = ({ name, description, secret }: EnvDoc, value: string) => [
  `\`${name}\``,
  value,
  `${description}${secret ? ` Or \`${name}_FILE\`.` : ""}`,
];

const variablesTable = (rows: string[][]) => table(["variable", "default", "meaning"], rows);

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
