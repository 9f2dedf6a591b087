import type { VNode } from "preact";
import { type Opener, pieces } from "./trace.ts";

/** What a service printed; the newest lines are in sight first (run.css), places in one's own files lead there. */
export function LogText({ text, label, opener }: { text: string; label: string; opener?: Opener | undefined }): VNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable with the keyboard
    <pre class="code log" tabIndex={0} role="group" aria-label={label}>
      <code>
        {pieces(text, opener?.paths() ?? []).map((piece, index) =>
          typeof piece === "string" ? (
            piece
          ) : (
            <button
              key={index}
              class="log-place"
              type="button"
              title={`Open ${piece.path} at line ${piece.line}`}
              onClick={() => opener?.open(piece.path, piece.line)}
            >
              {piece.text}
            </button>
          ),
        )}
      </code>
    </pre>
  );
}
