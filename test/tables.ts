import { is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import type { Database } from "../dev/stack-ports.ts";

/** Every table that the code of a service knows: what its schema.ts exports. */
export async function tablesOf(database: Database): Promise<PgTable[]> {
  const schema: Record<string, unknown> = await import(`../${database}-service/schema.ts`);
  return Object.values(schema).filter((value) => is(value, PgTable));
}
