import { kubernetesProgram } from "./kubernetes-build.ts";
import type { ToolOptions } from "./tool-options.ts";

/** The path of a kube-apiserver: the cached one, or one built now. */
export const kubeApiserver = (options: ToolOptions): Promise<string> =>
  kubernetesProgram("kube-apiserver", "10 minutes", options);
