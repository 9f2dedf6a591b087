import { Fragment, type VNode } from "preact";
import { LogText } from "../run/log.tsx";
import { count } from "../run/marks.tsx";
import type { Opener } from "../run/trace.ts";
import { duration } from "../times.ts";
import { Copy } from "./copy.tsx";
import { curl } from "./curl.ts";
import { Entry } from "./entry.tsx";
import { laidOut } from "./json.ts";
import { type Answer, type Exchange, type Reply, type RequestCommand, size } from "./model.ts";

/** The requests that were sent, newest first, each with its reply and what the service printed meanwhile. */
interface RepliesProps {
  exchanges: Exchange[];
  hasEnded: boolean;
  opener: Opener;
  canSend: boolean;
  onSend: (command: RequestCommand) => void;
  onEdit: (command: RequestCommand) => void;
}

function ReplyBody({ reply }: { reply: Reply }): VNode {
  if (reply.is_binary) {
    return <p class="console-hint">{size(reply.bytes)} that are no text; they are not shown.</p>;
  }
  if (reply.body === "") {
    return <p class="console-hint">No body.</p>;
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable with the keyboard */}
      <pre tabIndex={0} role="group" aria-label="Body of the reply">
        {reply.is_cut ? reply.body : laidOut(reply.body)}
      </pre>
      {reply.is_cut && <p class="console-hint">The beginning of {size(reply.bytes)}.</p>}
    </>
  );
}

function Headers({ pairs }: { pairs: [string, string][] }): VNode | null {
  if (pairs.length === 0) {
    return null;
  }
  return (
    <details class="exchange-headers">
      <summary>{count(pairs.length, "header")}</summary>
      <dl>
        {pairs.map(([name, value], index) => (
          <Fragment key={index}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </details>
  );
}

function Sent({ command }: { command: RequestCommand }): VNode {
  return (
    <div class="exchange-part">
      <p class="exchange-line">
        <span class="exchange-from">Request</span>
        <b>{command.method}</b>
        <span>{command.path}</span>
      </p>
      <Headers pairs={Object.entries(command.headers)} />
      {command.body !== "" && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable with the keyboard
        <pre tabIndex={0} role="group" aria-label="Body of the request">
          {command.body}
        </pre>
      )}
    </div>
  );
}

function Came({ answer }: { answer: Answer }): VNode {
  return (
    <div class="exchange-part">
      <p class="exchange-line">
        <span class="exchange-from">Reply</span>
        {answer.type === "reply" ? (
          <b>
            {answer.status} {answer.reason}
          </b>
        ) : null}
        {answer.type === "error" ? <span>none: {answer.error}</span> : null}
        <span class="aside">{duration(answer.ms)}</span>
      </p>
      {answer.type === "reply" && (
        <>
          <Headers pairs={answer.headers} />
          <ReplyBody reply={answer} />
        </>
      )}
    </div>
  );
}

interface OneProps extends Omit<RepliesProps, "exchanges"> {
  exchange: Exchange;
  command: RequestCommand;
  isNewest: boolean;
}

function One({ exchange, command, isNewest, hasEnded, opener, canSend, onSend, onEdit }: OneProps): VNode {
  const { answer } = exchange;
  const line = (
    <>
      <b>{command.method}</b>
      <span class="console-path">{command.path}</span>
    </>
  );
  return (
    <Entry line={line} command={command} answer={answer} isNewest={isNewest} hasEnded={hasEnded}>
      <div class="exchange">
        {answer && <Came answer={answer} />}
        <Sent command={command} />
      </div>
      {answer?.log && (
        <div>
          <p class="test-label">Your service printed</p>
          <LogText text={answer.log} label="What your service printed meanwhile" opener={opener} />
        </div>
      )}
      <div class="button-row">
        <button
          class="button button-small"
          type="button"
          aria-disabled={!canSend}
          onClick={() => canSend && onSend(command)}
        >
          Send again
        </button>
        <button class="button button-small" type="button" onClick={() => onEdit(command)}>
          Edit
        </button>
        <Copy text={curl(command)} label="Copy as curl" />
      </div>
    </Entry>
  );
}

export function Replies({ exchanges, ...rest }: RepliesProps): VNode | null {
  const newest = exchanges.toReversed();
  if (newest.length === 0) {
    return null;
  }
  return (
    <section class="console-history" aria-label="Requests sent">
      <ol reversed>
        {newest.map((exchange, index) =>
          exchange.command.type === "request" ? (
            <One
              key={exchange.number}
              exchange={exchange}
              command={exchange.command}
              isNewest={index === 0}
              {...rest}
            />
          ) : null,
        )}
      </ol>
    </section>
  );
}
