import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** Puts a text on the clipboard; where the browser does not let it, shows the text, selected, to be copied by hand. */
const SHOWN_MS = 2000;

export function Copy({ text, label }: { text: string; label: string }): VNode {
  const [state, setState] = useState<"" | "copied" | "by hand">("");
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (state === "copied") {
      const timer = window.setTimeout(() => setState(""), SHOWN_MS);
      return () => window.clearTimeout(timer);
    }
    if (state === "by hand") {
      area.current?.focus();
      area.current?.select();
    }
    return undefined;
  }, [state]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text); // absent where the page came over plain HTTP
      setState("copied");
    } catch {
      setState("by hand");
    }
  };
  return (
    <>
      <button class="button button-small" type="button" onClick={() => void copy()}>
        {state === "copied" ? "Copied" : label}
      </button>
      <span class="visually-hidden" role="status">
        {state === "copied" ? "Copied." : ""}
      </span>
      {state === "by hand" && (
        <textarea
          class="input console-text console-by-hand"
          aria-label="Copy it from here"
          ref={area}
          rows={text.split("\n").length}
          readOnly
          value={text}
        />
      )}
    </>
  );
}
