import type { Command } from "commander";
import { type Profile, ProfileSchema } from "../../gen/flock/profile/v1/profile_pb.ts";
import { usage } from "../failure.ts";
import { moment } from "../output/moment.ts";
import { pairs } from "../output/table.ts";
import { required } from "../required.ts";
import type { Open, Tools } from "../tools.ts";

const HELD =
  "the username that you give up stays yours for 30 days. Nobody else can take it, and you can only change back to it.";

type Changes = { username?: string; displayName?: string; bio?: string };

/** `flock profile [show USERNAME | set ...]` */
export function profileCommand(program: Command, open: Open): void {
  const profile = program.command("profile").description("show and change profiles").addHelpText("after", examples);
  profile
    .command("show", { isDefault: true })
    .description("show a profile: yours, or that of a username")
    .argument("[username]", "whose profile; yours when absent")
    .action((username: string | undefined, _options, command: Command) => showProfile(open(command))(username));
  profile
    .command("set")
    .description("change your profile; what is not given stays, what is given as '' is emptied")
    .option("--username <name>", "your public name: 3 to 50 of a-z, 0-9 and _; once in 30 days")
    .option("--display-name <text>", "the name to show")
    .option("--bio <text>", "a few words about you")
    .addHelpText("after", `\nAbout --username: ${HELD}`)
    .action((changes: Changes, command: Command) => setProfile(open(command))(changes));
}

const examples = `
Examples:
  flock profile
  flock profile show ada
  flock profile set --display-name "Ada Lovelace" --bio "Analyst and metaphysician"`;

/** Shows the profile of a username, or of whoever is signed in. */
const showProfile =
  ({ signedIn, profiles, out }: Tools) =>
  async (username: string | undefined) => {
    const { profile } =
      username === undefined
        ? await signedIn.call((_options, { userId }) => profiles.getProfile({ by: { case: "userId", value: userId } }))
        : await profiles.getProfile({ by: { case: "username", value: username } });
    out.message(ProfileSchema, required(profile), profileText(required(profile)));
  };

const PATHS = { username: "username", displayName: "display_name", bio: "bio" } as const;

/** Changes those fields of the profile of whoever is signed in that are given. */
const setProfile =
  ({ signedIn, profiles, out }: Tools) =>
  async ({ username, displayName, bio }: Changes) => {
    const given = Object.entries({ username, displayName, bio }).filter(([, value]) => value !== undefined);
    if (given.length === 0) throw usage("nothing to change: give --username, --display-name or --bio");
    const paths = given.map(([name]) => PATHS[name as keyof Changes]);
    const request = { profile: Object.fromEntries(given), updateMask: { paths } };
    const { profile } = await signedIn.call((options) => profiles.updateProfile(request, options));
    out.message(ProfileSchema, required(profile), profileText(required(profile)));
    if (username !== undefined) out.note(HELD);
  };

const profileText = ({ userId, username, displayName, bio, createdAt, updatedAt }: Profile) =>
  pairs({
    username,
    "display name": displayName,
    bio,
    "user id": userId,
    created: moment(createdAt),
    changed: moment(updatedAt),
  });
