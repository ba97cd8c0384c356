// `make down`: stops what `make up` started. The data stays.
import { settingsOf } from "./settings.ts";
import { shutDown } from "./shut-down.ts";

await shutDown(settingsOf(process.env).dir, (line) => void process.stdout.write(`${line}\n`));
