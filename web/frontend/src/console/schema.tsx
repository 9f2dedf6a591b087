import type { VNode } from "preact";
import { count } from "../run/marks.tsx";
import type { Schema, Table } from "./model.ts";

/** The tables of the sample database. */
interface SchemaProps {
  schema: Schema | undefined;
  isLoading: boolean;
  canAsk: boolean;
  onLook: (statement: string) => void;
}

/** A name as it stands in a statement. */
export function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function TableOf({
  table,
  isOpen,
  canAsk,
  onLook,
}: Omit<SchemaProps, "schema" | "isLoading"> & {
  table: Table;
  isOpen: boolean;
}): VNode {
  const look = `SELECT * FROM ${identifier(table.name)} LIMIT 20;`;
  return (
    <details class="schema-table" open={isOpen}>
      <summary>
        <b>{table.name}</b> <span class="soft">{count(table.rows, "row")}</span>
      </summary>
      <table>
        <thead class="visually-hidden">
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Type</th>
          </tr>
        </thead>
        <tbody>
          {table.columns.map((column) => (
            <tr key={column.name}>
              <th scope="row">{column.name}</th>
              <td>
                {column.type}
                {!column.is_nullable && " not null"}
                {column.default !== null && ` default ${column.default}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {[...table.keys, ...table.indexes].length > 0 && (
        <ul class="schema-more" aria-label={`Keys and indexes of ${table.name}`}>
          {[...table.keys, ...table.indexes].map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <button
        class="button button-small"
        type="button"
        aria-disabled={!canAsk}
        aria-label={`First rows of ${table.name}`}
        onClick={() => canAsk && onLook(look)}
      >
        First rows
      </button>
    </details>
  );
}

export function SchemaBrowser({ schema, isLoading, ...rest }: SchemaProps): VNode | null {
  if (!schema) {
    return isLoading ? <p class="soft console-schema">Loading the tables.</p> : null;
  }
  return (
    <section class="console-schema" aria-label="Tables">
      <h3 class="run-title">Tables</h3>
      {schema.tables.length === 0 && <p class="soft">There are no tables.</p>}
      {schema.tables.map((table, index) => (
        <TableOf key={table.name} table={table} isOpen={index === 0} {...rest} />
      ))}
    </section>
  );
}
