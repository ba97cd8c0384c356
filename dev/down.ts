// `make down`: stops what `make up` started. The data stays.
import { settingsOrExit } from "./settings.ts";
import { shutDown } from "./shut-down.ts";

await shutDown(settingsOrExit(process.env).dir, (line) => void process.stdout.write(`${line}\n`));
