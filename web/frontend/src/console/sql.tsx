import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Example } from "../workspace/data.ts";
import type { ConsoleProps } from "./console.tsx";
import { Examples } from "./examples.tsx";
import type { Schema, StatementCommand } from "./model.ts";
import { Results } from "./results.tsx";
import { SchemaBrowser } from "./schema.tsx";

interface BarProps {
  examples: Example[];
  isReady: boolean;
  hasFile: boolean;
  onPlan: () => void;
  onFile: () => void;
  onExample: (example: Example) => void;
}

function Bar({ examples, isReady, hasFile, onPlan, onFile, onExample }: BarProps): VNode {
  return (
    <div class="console-actions">
      <button
        class="button button-primary"
        type="submit"
        aria-disabled={!isReady}
        aria-keyshortcuts="Control+Enter Meta+Enter"
      >
        Run
      </button>
      <button class="button" type="button" aria-disabled={!isReady} onClick={onPlan}>
        Plan
      </button>
      {hasFile && (
        <button class="button" type="button" aria-disabled={!isReady} onClick={onFile}>
          Run the file in the editor
        </button>
      )}
      <Examples examples={examples} onTake={onExample} />
    </div>
  );
}

/** The .sql file that is open, or the first one. */
export function sqlFile(files: Record<string, string>, current: string): string | null {
  const paths = Object.keys(files).filter((path) => path.endsWith(".sql"));
  const path = paths.includes(current) ? current : paths[0];
  return path === undefined ? null : (files[path] ?? null);
}

/** The console of a query problem: a statement, its result or plan, and the tables. */
export function SqlConsole({ snapshot, data, present, actions }: ConsoleProps): VNode {
  const [sql, setSql] = useState(() => data.examples[0]?.sql ?? "");
  const area = useRef<HTMLTextAreaElement>(null);
  const isReady = snapshot.stage === "ready" && !snapshot.isAsking;
  const ask = (type: StatementCommand["type"], statement: string): void => {
    if (isReady && statement.trim() !== "") {
      void actions.ask({ type, sql: statement });
    }
  };
  const put = (statement: string): void => {
    setSql(statement);
    area.current?.focus();
  };
  const [goal, setGoal] = useState<{ at: number } | null>(null);
  useLayoutEffect(() => {
    if (goal) {
      area.current?.focus();
      area.current?.setSelectionRange(goal.at, goal.at);
    }
  }, [goal]);
  const place = (statement: string, at: number): void => {
    setSql(statement);
    setGoal({ at });
  };
  const runFile = (): void => {
    const { files, current } = present();
    const text = sqlFile(files, current);
    if (text !== null) {
      setSql(text);
      ask("sql", text);
    }
  };
  const schema = snapshot.exchanges.findLast(({ answer }) => answer?.type === "schema")?.answer as Schema | undefined;
  const { files, current } = present();
  return (
    <div class="console-query">
      <div class="console-main">
        <form
          class="console-form"
          data-command
          aria-label="Statement"
          onSubmit={(event) => {
            event.preventDefault();
            ask("sql", sql);
          }}
        >
          <label class="visually-hidden" for="console-sql">
            SQL
          </label>
          <textarea
            class="input console-text"
            id="console-sql"
            ref={area}
            rows={5}
            placeholder="SELECT ..."
            value={sql}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            onInput={(event) => setSql(event.currentTarget.value)}
          />
          <Bar
            examples={data.examples}
            isReady={isReady}
            hasFile={sqlFile(files, current) !== null}
            onPlan={() => ask("plan", sql)}
            onFile={runFile}
            onExample={(example) => put(example.sql)}
          />
        </form>
        <Results
          exchanges={snapshot.exchanges}
          hasEnded={snapshot.stage === "ended"}
          canSend={isReady}
          onSend={(command) => ask(command.type, command.sql)}
          onEdit={put}
          onPlace={place}
        />
      </div>
      <SchemaBrowser
        schema={schema}
        isLoading={snapshot.stage === "ready" && !schema}
        canAsk={isReady}
        onLook={(statement) => {
          put(statement);
          ask("sql", statement);
        }}
      />
    </div>
  );
}
