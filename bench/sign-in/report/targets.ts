import type { Target } from "../../report/target-list.ts";
import type { SignInResults } from "../results.ts";
import { beyondHashMs, type Row } from "../rows.ts";
import type { Statements } from "../statements.ts";
import type { CallName } from "../subject.ts";

const SHARE = 0.5;
const VERIFICATION_MS = 0.3;

const ms = (value: number) => `${value.toFixed(2)} ms`;
const percent = (share: number) => `${(share * 100).toFixed(0)} %`;

/** Judges a run. */
export function judgeSignIn(rows: Row[], { statements, verification, rotation }: Judged): Target[] {
  const find = (name: CallName, clients: number) => rows.find((row) => row.name === name && row.clients === clients);
  const counts = [...new Set(rows.map(({ clients }) => clients))];
  const compared = counts.flatMap((clients) => {
    const [ours, theirs] = [find("SignIn", clients), find("sign-in/email, bcrypt", clients)];
    return ours && theirs ? [beyondHash(ours, theirs, statements)] : [];
  });
  return [...compared, offline(verification), rotated(rotation)];
}

type Judged = Pick<SignInResults, "statements" | "verification" | "rotation">;

function beyondHash(ours: Row, theirs: Row, statements: Statements): Target {
  const [mine, other] = [beyondHashMs(ours), beyondHashMs(theirs)];
  const withPostgres = [mine + ours.cpu.postgresMs, other + theirs.cpu.postgresMs].map(ms).join(" of ");
  return {
    what: `CPU of SignIn beyond the hash, of better-auth's with the same hash, at ${ours.clients} client${ours.clients === 1 ? "" : "s"}`,
    asked: `at most ${percent(SHARE)}`,
    measured: `${percent(mine / other)}, ${ms(mine)} of ${ms(other)}; with PostgreSQL ${withPostgres}`,
    passed: mine <= other * SHARE,
    cause: `ours ${described(ours, statements)}; theirs ${described(theirs, statements)}`,
  };
}

const described = ({ name, cpu, signingMs, othersCores }: Row, statements: Statements) =>
  `${statements[name]} statements, PostgreSQL ${ms(cpu.postgresMs)}, signing ${ms(signingMs)}, ${othersCores.toFixed(2)} cores were somebody else's`;

function offline({ medianMs, bestMs, rounds }: Judged["verification"]): Target {
  return {
    what: "CPU of one offline verification",
    asked: `under ${VERIFICATION_MS} ms`,
    measured: `${medianMs.toFixed(3)} ms`,
    passed: medianMs < VERIFICATION_MS,
    cause: `the best of ${rounds} rounds took ${bestMs.toFixed(3)} ms`,
  };
}

function rotated({ verified, failed, reasons }: Judged["rotation"]): Target {
  return {
    what: "failed verifications while the signing key is rotated under load",
    asked: "none",
    measured: `${failed} of ${verified + failed}`,
    passed: failed === 0,
    cause: reasons.join(", "),
  };
}
