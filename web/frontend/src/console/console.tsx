import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { LogText } from "../run/log.tsx";
import { Badge, Callout, Icon } from "../run/marks.tsx";
import type { Opener } from "../run/trace.ts";
import { type Files, sameFiles, type WorkspaceData } from "../workspace/data.ts";
import { type Command, STAGES } from "./model.ts";
import { RequestConsole } from "./requests.tsx";
import type { Snapshot } from "./snapshot.ts";
import { SqlConsole } from "./sql.tsx";

/** The whole console: its state on top, then what is asked, then what came of it. */
export interface ConsoleProps {
  snapshot: Snapshot;
  data: Pick<WorkspaceData, "kind" | "examples">;
  /** What the editor holds now. */
  present: () => { stack: string; files: Files; current: string };
  opener: Opener;
  actions: {
    start(): void;
    stop(): void;
    ask(command: Command): Promise<boolean>;
  };
}

const LOOK_MS = 1000;
function Start({ snapshot, data, actions, label }: ConsoleProps & { label: string }): VNode {
  return (
    <button
      class="button button-primary"
      type="button"
      aria-disabled={snapshot.isOpening}
      aria-busy={snapshot.isOpening}
      onClick={actions.start}
    >
      {!snapshot.isOpening && <Icon name={data.kind === "service" ? "power" : "play"} />}
      {label}
    </button>
  );
}

function Idle(props: ConsoleProps): VNode {
  const isService = props.data.kind === "service";
  return (
    <div class="console-idle">
      <p>
        {isService
          ? "Start your files as they stand in the editor, send requests to them, and read what they print. What they store stays until the console ends."
          : "Ask the problem's sample database: run queries, see their plans, look at its tables."}
      </p>
      <p class="soft">No check runs and nothing is scored. It ends two minutes after your last command.</p>
      <Start {...props} label={isService ? "Start your service" : "Start the database"} />
    </div>
  );
}

function Way({ snapshot }: { snapshot: Snapshot }): VNode {
  const at = STAGES.indexOf(snapshot.stage as (typeof STAGES)[number]);
  return (
    <ol class="phases" aria-label="Progress">
      {STAGES.map((name, index) => (
        <li
          key={name}
          class={`phase${index < at ? " is-done" : ""}${index === at ? " is-now" : ""}`}
          aria-current={index === at ? "step" : undefined}
        >
          {index < at && <Icon name="check" />}
          {name.charAt(0).toUpperCase() + name.slice(1)}
          {index === at && name === "queued" && snapshot.place ? (
            <span class="phase-count">place {snapshot.place}</span>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

function Live({ snapshot, data, actions }: ConsoleProps): VNode {
  const isReady = snapshot.stage === "ready";
  return (
    <div class="console-bar">
      {isReady ? (
        <Badge tone="passed" glyph="play" word={data.kind === "service" ? "Running" : "Ready"} />
      ) : (
        <Way snapshot={snapshot} />
      )}
      <div class="console-bar-end">
        {isReady && (
          <button class="button button-small" type="button" aria-busy={snapshot.isOpening} onClick={actions.start}>
            Restart
          </button>
        )}
        <button class="button button-small" type="button" onClick={actions.stop}>
          Stop
        </button>
      </div>
    </div>
  );
}

function Ended(props: ConsoleProps): VNode {
  const { snapshot, opener, data } = props;
  return (
    <div class="console-ended">
      <p class="console-end">
        <Badge tone="none" glyph="dash" word={snapshot.label || "Ended"} />
        <span>{snapshot.sentence}</span>
      </p>
      <Start {...props} label="Start again" />
      {data.kind === "service" && snapshot.log && (
        <details class="run-log" open>
          <summary>What your service printed</summary>
          <LogText text={snapshot.log} label="What your service printed" opener={opener} />
        </details>
      )}
    </div>
  );
}

/** Whether the editor holds something else than what runs; looked at once a second. */
function useChanged({ snapshot, present, data }: ConsoleProps): boolean {
  const [isChanged, setChanged] = useState(false);
  const { started, stage } = snapshot;
  const isLive = data.kind === "service" && started !== null && stage !== "ended" && stage !== "idle";
  useEffect(() => {
    if (!isLive || !started) {
      setChanged(false);
      return undefined;
    }
    const look = (): void => {
      const now = present();
      setChanged(now.stack !== started.stack || !sameFiles(now.files, started.files));
    };
    look();
    const timer = window.setInterval(look, LOOK_MS);
    return () => window.clearInterval(timer);
  }, [isLive, started, present]);
  return isChanged;
}

function Note({ glyph, children }: { glyph: string; children: ComponentChildren }): VNode {
  return (
    <p class="console-note">
      <Icon name={glyph} />
      <span class="console-note-body">{children}</span>
    </p>
  );
}

export function Console(props: ConsoleProps): VNode {
  const { snapshot, data, actions } = props;
  const root = useRef<HTMLDivElement>(null);
  const isChanged = useChanged(props);
  const send = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      if (!event.repeat) {
        root.current?.querySelector<HTMLFormElement>("form[data-command]")?.requestSubmit();
      }
    }
  };
  const hasBegun = snapshot.stage !== "idle";
  const Commands = data.kind === "service" ? RequestConsole : SqlConsole;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the key of the form within, from wherever the focus is
    <div class="console" ref={root} tabIndex={-1} onKeyDown={send}>
      {snapshot.error && (
        <div role="alert">
          <Callout tone="failed">
            <p>{snapshot.error}</p>
          </Callout>
        </div>
      )}
      {!hasBegun && <Idle {...props} />}
      {hasBegun && (snapshot.stage === "ended" ? <Ended {...props} /> : <Live {...props} />)}
      {snapshot.isInTrouble && (
        <Note glyph="fault">The connection is lost. Trying again; your console goes on meanwhile.</Note>
      )}
      {isChanged && (
        <Note glyph="info">
          The code has changed since the start.
          <button class="button button-small" type="button" onClick={actions.start}>
            Restart with the present code
          </button>
        </Note>
      )}
      {hasBegun && <Commands {...props} />}
    </div>
  );
}
