import type { Queryable } from "./db.ts";

type Statement<T> = { execute(values: Record<string, unknown>): Promise<T> };

/**
 * A statement for what is asked all the time. `build` writes it with `sql.placeholder()` for what varies; that is done once for
 * each connection, and PostgreSQL, which knows it there by its name, reads and plans it once too. A pooler between us and
 * PostgreSQL must therefore keep prepared statements apart (PgBouncer does so from 1.21 on). A migration that changes the
 * type of a column costs each connection one failed use: see isStale in sql-state.ts.
 */
export function prepared<T>(name: string, build: (db: Queryable) => { prepare(name: string): Statement<T> }) {
  const known = new WeakMap<Queryable, Statement<T>>();
  return (db: Queryable, values: Record<string, unknown>): Promise<T> => {
    const statement = known.get(db) ?? build(db).prepare(name);
    known.set(db, statement);
    return statement.execute(values);
  };
}
