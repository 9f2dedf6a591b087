import type { VNode } from "preact";
import type { Rows, Scalar } from "./model.ts";
import { rowsIn } from "./model.ts";

/** The rows of a result as a table. */
const NUMERIC = /^(smallint|integer|bigint|int\d|numeric|decimal|real|double precision|float\d|money|oid)\b/i;

function Value({ value }: { value: Scalar }): VNode {
  if (value === null) {
    return <span class="grid-null">NULL</span>;
  }
  return value === "" ? <span class="grid-null">empty</span> : <span>{String(value)}</span>;
}

export function Grid({ answer }: { answer: Rows }): VNode {
  if (answer.columns.length === 0) {
    return <p class="console-hint">{rowsIn(answer)}.</p>;
  }
  const areNumbers = answer.columns.map(
    ({ type }, index) =>
      NUMERIC.test(type) || (answer.rows.length > 0 && answer.rows.every((row) => typeof row[index] === "number")),
  );
  return (
    <div class="grid">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable with the keyboard */}
      <div class="grid-rows" tabIndex={0} role="group" aria-label="Rows">
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span class="visually-hidden">Row</span>
              </th>
              {answer.columns.map(({ name, type }, index) => (
                <th key={index} scope="col" class={areNumbers[index] ? "is-number" : undefined}>
                  {name} <small>{type}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.rows.map((row, index) => (
              <tr key={index}>
                <th scope="row">{index + 1}</th>
                {row.map((value, column) => (
                  <td key={column} class={areNumbers[column] ? "is-number" : undefined}>
                    <Value value={value} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="console-hint">
        {rowsIn(answer)}
        {answer.is_cut ? "; the rest, or a part of long values, is left out" : ""}.
      </p>
    </div>
  );
}
