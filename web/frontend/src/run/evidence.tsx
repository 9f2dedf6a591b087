import type { VNode } from "preact";
import { duration } from "../times.ts";
import { compare } from "./diff.ts";
import { count } from "./marks.tsx";
import type { Comparison as Compared, Exchange as Exchanged, Message } from "./model.ts";

/** What a sample shows: the difference of expected and got, and the requests with their replies. */
const SIGNS = { same: "", expected: "−", got: "+" };

export function Comparison({ comparison }: { comparison: Compared }): VNode {
  return (
    <div class="diff">
      <p class="diff-head">
        <span class="diff-key diff-expected">
          <b>−</b>Expected
        </span>
        <span class="diff-key diff-got">
          <b>+</b>Got
        </span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable with the keyboard */}
      <div class="diff-lines" tabIndex={0} role="group" aria-label="Expected and got">
        {compare(comparison.expected, comparison.got).map((line, index) =>
          line.kind === "fold" ? (
            <div key={index} class="diff-fold">
              {count(line.count, "equal line")}
            </div>
          ) : (
            <div key={index} class={`diff-line${line.kind === "same" ? "" : ` diff-${line.kind}`}`}>
              <b>{SIGNS[line.kind]}</b>
              <span>{line.text}</span>
            </div>
          ),
        )}
      </div>
    </div>
  );
}

function Rest({ message, whose }: { message: Message; whose: string }): VNode {
  const headers = Object.entries(message.headers ?? {});
  return (
    <>
      {headers.length > 0 && (
        <details class="exchange-headers">
          <summary>{count(headers.length, "header")}</summary>
          <dl>
            {headers.map(([name, value]) => (
              <>
                <dt key={`${name}-name`}>{name}</dt>
                <dd key={name}>{value}</dd>
              </>
            ))}
          </dl>
        </details>
      )}
      {message.body && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable with the keyboard
        <pre tabIndex={0} role="group" aria-label={`Body of the ${whose}`}>
          {message.body}
        </pre>
      )}
    </>
  );
}

export function Exchange({ exchange }: { exchange: Exchanged }): VNode {
  const { request, reply, error } = exchange;
  return (
    <div class="exchange">
      <div class="exchange-part">
        <p class="exchange-line">
          <span class="exchange-from">Request</span>
          <b>{request.method}</b>
          <span>{request.path}</span>
        </p>
        <Rest message={request} whose="request" />
      </div>
      <div class="exchange-part">
        <p class="exchange-line">
          <span class="exchange-from">Reply</span>
          {reply ? <b>{reply.status}</b> : <span>none{error ? `: ${error}` : ""}</span>}
          {reply && <span class="aside">{duration(reply.ms)}</span>}
        </p>
        {reply && <Rest message={reply} whose="reply" />}
      </div>
    </div>
  );
}
