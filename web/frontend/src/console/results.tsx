import type { VNode } from "preact";
import { Entry } from "./entry.tsx";
import { Grid } from "./grid.tsx";
import type { Answer, Exchange, StatementCommand } from "./model.ts";
import { excerpt, positionOf } from "./place.ts";

/** The statements that were run, newest first, each with its rows, its plan, or what is wrong with it. */
interface ResultsProps {
  exchanges: Exchange[];
  hasEnded: boolean;
  canSend: boolean;
  onSend: (command: StatementCommand) => void;
  onEdit: (sql: string) => void;
  onPlace: (sql: string, at: number) => void;
}

interface FaultProps {
  error: string;
  command: StatementCommand;
  onPlace: ResultsProps["onPlace"];
}

function Fault({ error, command, onPlace }: FaultProps): VNode {
  const at = positionOf(error, command.sql);
  const place = at === null ? null : excerpt(command.sql, at);
  return (
    <div class="console-fault">
      <p class="test-message tone-failed">{error}</p>
      {place && at !== null && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable with the keyboard */}
          <pre class="code" tabIndex={0} role="group" aria-label={`Line ${place.line} of the statement`}>
            <span class="soft">{place.line}: </span>
            {place.before}
            <mark>{place.word || " "}</mark>
            {place.after}
          </pre>
          <button class="button button-small" type="button" onClick={() => onPlace(command.sql, at)}>
            Go to line {place.line}, column {place.column}
          </button>
        </>
      )}
    </div>
  );
}

function Result({ answer, command, onPlace }: Omit<FaultProps, "error"> & { answer: Answer }): VNode | null {
  switch (answer.type) {
    case "rows":
      return <Grid answer={answer} />;
    case "plan":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable with the keyboard
        <pre class="code console-plan" tabIndex={0} role="group" aria-label="Plan">
          {answer.lines.join("\n")}
        </pre>
      );
    case "error":
      return <Fault error={answer.error} command={command} onPlace={onPlace} />;
    default:
      return null;
  }
}

interface OneProps extends Omit<ResultsProps, "exchanges"> {
  exchange: Exchange;
  command: StatementCommand;
  isNewest: boolean;
}

function One({ exchange, command, isNewest, hasEnded, canSend, onSend, onEdit, onPlace }: OneProps): VNode {
  const { answer } = exchange;
  const lines = command.sql.trim().split("\n");
  const first = lines.find((text) => text.trim() !== "" && !text.trim().startsWith("--")) ?? lines[0];
  const line = (
    <>
      {command.type === "plan" && <b>Plan of</b>}
      <span class="console-path">
        {first}
        {lines.length > 1 ? " …" : ""}
      </span>
    </>
  );
  return (
    <Entry line={line} command={command} answer={answer} isNewest={isNewest} hasEnded={hasEnded}>
      {answer && <Result answer={answer} command={command} onPlace={onPlace} />}
      <div class="button-row">
        <button
          class="button button-small"
          type="button"
          aria-disabled={!canSend}
          onClick={() => canSend && onSend(command)}
        >
          {command.type === "plan" ? "Plan again" : "Run again"}
        </button>
        <button class="button button-small" type="button" onClick={() => onEdit(command.sql)}>
          Edit
        </button>
      </div>
    </Entry>
  );
}

export function Results({ exchanges, ...rest }: ResultsProps): VNode | null {
  const asked = exchanges.filter(({ command }) => command.type === "sql" || command.type === "plan").toReversed();
  if (asked.length === 0) {
    return null;
  }
  return (
    <section class="console-history" aria-label="Statements run">
      <ol reversed>
        {asked.map((exchange, index) => (
          <One
            key={exchange.number}
            exchange={exchange}
            command={exchange.command as StatementCommand}
            isNewest={index === 0}
            {...rest}
          />
        ))}
      </ol>
    </section>
  );
}
