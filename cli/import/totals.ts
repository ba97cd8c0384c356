import { pairs } from "../output/table.ts";

/** How the lines of an import ended. */
export type Totals = {
  imported: number;
  existed: number;
  failed: number;
  invalid: number;
  /** Done by an earlier run. */
  skipped: number;
  /** Of the failed ones: refused by an earlier run, and not sent again. */
  failedBefore: number;
};

/** No lines yet. */
export const noTotals = (): Totals => ({ imported: 0, existed: 0, failed: 0, invalid: 0, skipped: 0, failedBefore: 0 });

/** How many lines there were. */
export const linesIn = ({ imported, existed, failed, invalid, skipped }: Totals): number =>
  imported + existed + failed + invalid + skipped;

/** The totals for people. */
export const totalsText = (totals: Totals): string =>
  pairs({
    lines: String(linesIn(totals)),
    imported: String(totals.imported),
    existed: `${totals.existed}${totals.existed ? "   (there was such a user already; nothing was changed)" : ""}`,
    skipped: `${totals.skipped}${totals.skipped ? "   (done by an earlier run)" : ""}`,
    failed: `${totals.failed}${totals.failedBefore ? `   (${totals.failedBefore} in an earlier run: --run NAME tries them again)` : ""}`,
    invalid: String(totals.invalid),
  });
