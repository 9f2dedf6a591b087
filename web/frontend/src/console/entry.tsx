import type { ComponentChildren, VNode } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../run/marks.tsx";
import type { Tone } from "../run/model.ts";
import { duration } from "../times.ts";
import { type Answer, type Command, size, summary } from "./model.ts";

/** One command of the history: a line that says how it went, and what came of it when it is opened. */
interface EntryProps {
  line: ComponentChildren;
  command: Command;
  answer: Answer | null;
  isNewest: boolean;
  hasEnded: boolean;
  children: ComponentChildren;
}

export function toneOf(answer: Answer | null): { tone: Tone; glyph: string } {
  if (answer === null) {
    return { tone: "info", glyph: "clock" };
  }
  if (answer.type !== "reply") {
    return answer.type === "error" ? { tone: "failed", glyph: "cross" } : { tone: "passed", glyph: "check" };
  }
  if (answer.status >= 500) {
    return { tone: "failed", glyph: "bolt" };
  }
  return answer.status >= 400 ? { tone: "attention", glyph: "fault" } : { tone: "passed", glyph: "check" };
}

export function Entry({ line, command, answer, isNewest, hasEnded, children }: EntryProps): VNode {
  // Whoever has opened or closed it decides; before that, the newest one is open.
  const [chosen, setChosen] = useState<boolean | null>(null);
  const isOpen = chosen ?? isNewest;
  const { tone, glyph } = toneOf(answer);
  return (
    <li>
      <details
        open={isOpen}
        onToggle={(event) => event.currentTarget.open !== isOpen && setChosen(event.currentTarget.open)}
      >
        <summary>
          {line}
          <span class={`outcome tone-${tone}`}>
            <Icon name={glyph} />
            {answer ? summary(answer, command) : hasEnded ? "No answer came" : "Waiting"}
          </span>
          <span class="console-facts">
            {answer && <span>{duration(answer.ms)}</span>}
            {answer?.type === "reply" && <span>{size(answer.bytes)}</span>}
          </span>
        </summary>
        <div class="console-detail">{children}</div>
      </details>
    </li>
  );
}
