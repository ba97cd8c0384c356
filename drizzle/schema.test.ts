import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import { databases } from "../dev/stack-ports.ts";
import { testDatabase } from "../test/database.ts";
import { openSql } from "../test/sql.ts";
import { tablesOf } from "../test/tables.ts";

type Column = { table: string; name: string; type: string; required: boolean };

const columnsOf = (table: PgTable): Column[] => {
  const { name, columns } = getTableConfig(table);
  return columns.map((column) => {
    const type = column.getSQLType().replace("varchar", "character varying");
    return { table: name, name: column.name, type, required: column.notNull };
  });
};

describe("the schema that the code knows", () => {
  for (const service of databases) {
    it(`of ${service} is what the migrations make: every column, its type, and whether it may be empty`, async () => {
      const tables = await tablesOf(service);
      const { url, drop } = await testDatabase(service);
      const sql = openSql(url);
      const names = tables.map((table) => getTableConfig(table).name);
      const rows = await sql<Column>`
        select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.relname = any(${names}) and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped`;
      await sql.end();
      await drop();
      const sorted = (columns: Column[]) => columns.map((column) => JSON.stringify(column)).sort();
      assert.ok(rows.length > 0);
      assert.deepEqual(sorted(tables.flatMap(columnsOf)), sorted(rows));
    });
  }
});
