import { homedir } from "node:os";
import { join } from "node:path";
import type { Client } from "@connectrpc/connect";
import type { Command } from "commander";
import { AuthService } from "../gen/flock/auth/v1/auth_service_pb.ts";
import { KeyService } from "../gen/flock/auth/v1/key_service_pb.ts";
import { ProfileService } from "../gen/flock/profile/v1/profile_service_pb.ts";
import { RegistrationService } from "../gen/flock/registration/v1/registration_service_pb.ts";
import { createSessionStore, type SessionStore } from "./account/session-store.ts";
import { createSignedIn, type SignedIn } from "./account/signed-in.ts";
import { clientOf } from "./clients.ts";
import type { CliConfig } from "./config.ts";
import { createOutput, type Output, type Streams } from "./output/output.ts";
import { readPasswords, type Wanted } from "./secrets.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

/** The options that every command takes. */
export type GlobalOptions = { json?: boolean; urlOrchestrator: string; urlAuth: string; urlProfile: string };

/** What commands work with. */
export type Tools = {
  config: CliConfig;
  out: Output;
  terminal: Terminal;
  stderr: Streams["stderr"];
  /** The folder of what the command keeps. */
  folder: string;
  registrations: Client<typeof RegistrationService>;
  auth: Client<typeof AuthService>;
  keys: Client<typeof KeyService>;
  profiles: Client<typeof ProfileService>;
  store: SessionStore;
  signedIn: SignedIn;
  passwords(fromStdin: boolean, wanted: Wanted[]): Promise<string[]>;
};

/** Gives a command its tools, by the options that it was called with. */
export type Open = (command: Command) => Tools;

type Surroundings = Streams & { stdin: NodeJS.ReadStream; config: CliConfig };

/** Makes the tools, once the options are known. Nothing is read or connected yet. */
export function createTools({ config, stdin, stdout, stderr }: Surroundings, options: GlobalOptions): Tools {
  const folder = join(config.XDG_CONFIG_HOME ?? join(homedir(), ".config"), "flock");
  const terminal = createTerminal({ stdin, stderr });
  const authServer = { name: "auth-service", url: options.urlAuth };
  const auth = clientOf(AuthService, authServer);
  const store = createSessionStore(folder, options.urlAuth);
  return {
    config,
    out: createOutput({ stdout, stderr }, options.json ?? false),
    terminal,
    stderr,
    folder,
    registrations: clientOf(RegistrationService, { name: "orchestrator", url: options.urlOrchestrator }),
    auth,
    keys: clientOf(KeyService, authServer),
    profiles: clientOf(ProfileService, { name: "profile-service", url: options.urlProfile }),
    store,
    signedIn: createSignedIn({ store, auth }),
    passwords: (fromStdin, wanted) => readPasswords({ terminal, fromStdin, file: config.FLOCK_PASSWORD_FILE }, wanted),
  };
}
