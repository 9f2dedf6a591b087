import { Fragment, type VNode } from "preact";
import { duration } from "../times.ts";
import { count } from "./marks.tsx";
import type { Exchange as Exchanged, Message } from "./model.ts";

function Rest({ message, whose }: { message: Message; whose: string }): VNode {
  const headers = Object.entries(message.headers ?? {});
  return (
    <>
      {headers.length > 0 && (
        <details class="exchange-headers">
          <summary>{count(headers.length, "header")}</summary>
          <dl>
            {headers.map(([name, value]) => (
              <Fragment key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </Fragment>
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

/** A request of a test with its reply. */
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
