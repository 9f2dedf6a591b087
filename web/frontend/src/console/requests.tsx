import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { BodyFields } from "./body.tsx";
import type { ConsoleProps } from "./console.tsx";
import { commandOf, draftOf, draftOfExample, FIRST_DRAFT, METHODS, type RequestDraft, withMethod } from "./draft.ts";
import { Examples } from "./examples.tsx";
import { Pairs } from "./pairs.tsx";
import { Replies } from "./replies.tsx";

interface LineProps {
  draft: RequestDraft;
  onDraft: (draft: RequestDraft) => void;
  isReady: boolean;
  isAsking: boolean;
}

function Line({ draft, onDraft, isReady, isAsking }: LineProps): VNode {
  const methods = METHODS.includes(draft.method) ? METHODS : [draft.method, ...METHODS];
  return (
    <div class="console-line">
      <label class="visually-hidden" for="console-method">
        Method
      </label>
      <select
        class="select select-small"
        id="console-method"
        value={draft.method}
        onChange={(event) => onDraft(withMethod(draft, event.currentTarget.value))}
      >
        {methods.map((method) => (
          <option key={method} value={method}>
            {method}
          </option>
        ))}
      </select>
      <label class="visually-hidden" for="console-path">
        Path
      </label>
      <input
        class="input input-small console-code"
        id="console-path"
        value={draft.path}
        placeholder="/"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={(event) => onDraft({ ...draft, path: event.currentTarget.value })}
      />
      <button
        class="button button-primary"
        type="submit"
        aria-disabled={!isReady || isAsking}
        aria-keyshortcuts="Control+Enter Meta+Enter"
      >
        Send
      </button>
    </div>
  );
}

/** The console of a service: a request to write, and the replies. */
export function RequestConsole({ snapshot, data, opener, actions }: ConsoleProps): VNode {
  const [draft, setDraft] = useState<RequestDraft>(() => {
    const first = data.examples[0];
    return first ? draftOfExample(first) : FIRST_DRAFT;
  });
  const isReady = snapshot.stage === "ready";
  const submit = (event: Event): void => {
    event.preventDefault();
    if (isReady && !snapshot.isAsking) {
      void actions.ask(commandOf(draft));
    }
  };
  return (
    <>
      <form class="console-form" data-command onSubmit={submit} aria-label="Request">
        <Line draft={draft} onDraft={setDraft} isReady={isReady} isAsking={snapshot.isAsking} />
        <details class="console-headers" open={draft.headers.length > 0}>
          <summary>Headers{draft.headers.length > 0 ? ` (${draft.headers.length})` : ""}</summary>
          <Pairs one="header" pairs={draft.headers} onPairs={(headers) => setDraft({ ...draft, headers })} />
        </details>
        <BodyFields draft={draft} onDraft={setDraft}>
          <Examples examples={data.examples} onTake={(example) => setDraft(draftOfExample(example))} />
        </BodyFields>
      </form>
      <Replies
        exchanges={snapshot.exchanges}
        hasEnded={snapshot.stage === "ended"}
        opener={opener}
        canSend={isReady && !snapshot.isAsking}
        onSend={(command) => void actions.ask(command)}
        onEdit={(command) => {
          setDraft(draftOf(command));
          document.getElementById("console-path")?.focus();
        }}
      />
    </>
  );
}
