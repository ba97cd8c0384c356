// Gets the tools that check what is in k8s/, and prints where each one is: node k8s/tools/main.ts kubectl kubeconform
import { argv, env, exit, stderr, stdout } from "node:process";
import { etcd } from "./etcd.ts";
import { kubeApiserver } from "./kube-apiserver.ts";
import { kubeconform } from "./kubeconform.ts";
import { kubectl } from "./kubectl.ts";
import { schemas } from "./schemas.ts";
import type { ToolOptions } from "./tool-options.ts";

const tools: Record<string, (options: ToolOptions) => Promise<string>> = {
  kubectl,
  kubeconform,
  etcd,
  "kube-apiserver": kubeApiserver,
  schemas: async (options) => (await schemas(options)).schemas,
};

const say = (line: string) => void stderr.write(`${line}\n`);
try {
  for (const name of argv.slice(2)) {
    const tool = tools[name];
    if (!tool) throw new Error(`${name} is none of: ${Object.keys(tools).join(", ")}`);
    stdout.write(`${await tool({ env, say })}\n`);
  }
} catch (error) {
  say((error as Error).message);
  exit(1);
}
