import { go } from "../../dev/go.ts";
import { goProgram } from "./go-program.ts";
import type { ToolOptions } from "./tool-options.ts";
import { KUBECONFORM_VERSION } from "./versions.ts";

const PACKAGE = "github.com/yannh/kubeconform/cmd/kubeconform";

/** The path of kubeconform: the cached one, or one built now. */
export async function kubeconform(options: ToolOptions): Promise<string> {
  return await goProgram(
    {
      name: "kubeconform",
      version: KUBECONFORM_VERSION,
      takes: "20 seconds",
      build: async ({ env, ...build }) => {
        const install = ["install", "-ldflags=-s -w", `${PACKAGE}@v${KUBECONFORM_VERSION}`];
        await go(install, { ...build, env: { ...env, GOBIN: build.dir } });
      },
    },
    options,
  );
}
