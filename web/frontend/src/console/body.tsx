import type { ComponentChildren, VNode } from "preact";
import { type BodyKind, CONTENT_TYPES, field, jsonFault, type RequestDraft } from "./draft.ts";
import { laidOut } from "./json.ts";
import { Pairs } from "./pairs.tsx";

/** The body of a request: none, JSON, a form, or text as it is. */
const KINDS: [BodyKind, string][] = [
  ["none", "No body"],
  ["json", "JSON"],
  ["form", "Form"],
  ["text", "Text"],
];

interface BodyProps {
  draft: RequestDraft;
  onDraft: (draft: RequestDraft) => void;
}

function Written({ draft, onDraft }: BodyProps): VNode {
  const fault = draft.kind === "json" && draft.text !== "" ? jsonFault(draft.text) : "";
  return (
    <>
      <textarea
        class="input console-text"
        aria-label={draft.kind === "json" ? "Body as JSON" : "Body as text"}
        aria-describedby="console-body-hint"
        rows={4}
        value={draft.text}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={(event) => onDraft({ ...draft, text: event.currentTarget.value })}
      />
      <p class="console-hint" id="console-body-hint">
        {fault ? `This is not JSON, and is sent as it stands: ${fault}` : `Sent as ${CONTENT_TYPES[draft.kind]}.`}
      </p>
    </>
  );
}

/** `children` stand at the end of the line of choices. */
export function BodyFields({ draft, onDraft, children }: BodyProps & { children?: ComponentChildren }): VNode {
  const choose = (kind: BodyKind): void =>
    onDraft({ ...draft, kind, fields: kind === "form" && draft.fields.length === 0 ? [field()] : draft.fields });
  const isLayable = draft.kind === "json" && draft.text !== "" && laidOut(draft.text) !== draft.text;
  return (
    <div class="console-body">
      <div class="console-body-head">
        <fieldset class="segmented">
          <legend class="visually-hidden">Body</legend>
          {KINDS.map(([kind, word]) => (
            <label key={kind}>
              <input
                type="radio"
                name="console-body"
                value={kind}
                checked={draft.kind === kind}
                onChange={() => choose(kind)}
              />
              {word}
            </label>
          ))}
        </fieldset>
        {isLayable && (
          <button
            class="button button-quiet button-small"
            type="button"
            onClick={() => onDraft({ ...draft, text: laidOut(draft.text) })}
          >
            Format
          </button>
        )}
        {children}
      </div>
      {(draft.kind === "json" || draft.kind === "text") && <Written draft={draft} onDraft={onDraft} />}
      {draft.kind === "form" && (
        <>
          <Pairs one="field" pairs={draft.fields} onPairs={(fields) => onDraft({ ...draft, fields })} />
          <p class="console-hint">Sent as {CONTENT_TYPES.form}.</p>
        </>
      )}
    </div>
  );
}
