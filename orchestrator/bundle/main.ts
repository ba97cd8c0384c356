import { writeFile } from "node:fs/promises";
import { stdout } from "node:process";
import { bundleWorkflowCode } from "@temporalio/worker";
import { failureConverterPath } from "../temporal/data-converter.ts";
import { workflowsPath } from "../temporal/worker.ts";

/** `node orchestrator/bundle/main.ts PATH`: builds the workflow bundle that WORKFLOW_BUNDLE names in production. */
const path = process.argv[2] ?? "workflow-bundle.js";
const { code } = await bundleWorkflowCode({ workflowsPath, failureConverterPath });
await writeFile(path, code);
stdout.write(`${path}: ${Math.round(code.length / 1024)} KiB\n`);
