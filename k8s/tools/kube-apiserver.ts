import { goProgram } from "./go-program.ts";
import { buildKubernetes } from "./kubernetes-build.ts";
import type { ToolOptions } from "./tool-options.ts";
import { KUBERNETES_VERSION } from "./versions.ts";

/** The path of a kube-apiserver: the cached one, or one built now. */
export async function kubeApiserver(options: ToolOptions): Promise<string> {
  return await goProgram(
    {
      name: "kube-apiserver",
      version: KUBERNETES_VERSION,
      takes: "10 minutes",
      build: (build) => buildKubernetes("kube-apiserver", build),
    },
    options,
  );
}
