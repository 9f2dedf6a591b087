import type { VNode } from "preact";
import { duration } from "../times.ts";
import { LogText } from "./log.tsx";
import { Badge, Callout, count, Icon, PointsBar } from "./marks.tsx";
import type { Earlier, RunView } from "./model.ts";
import { criterionTone, isFinal, PHASES, phaseOf, shownTests, verdictMark } from "./model.ts";
import type { PhaseTimes } from "./stopwatch.ts";
import { Tests } from "./tests.tsx";
import type { Opener } from "./trace.ts";

/** One run, live or ended. The markup is that of web/templates/_run.html: the server draws the same without scripts. */
export interface PanelProps {
  view: RunView;
  elapsedMs: number;
  isInTrouble: boolean;
  phasesMs?: PhaseTimes; // as far as the page has seen the phases begin
  stop?: Stop | undefined; // where the page knows how to stop a run
  opener?: Opener | undefined; // where there is an editor
}

/** Stopping a run: the same form as the server's, which works without scripts. */
export interface Stop {
  url: string;
  csrf: string;
  isBusy: boolean;
  message: string; // why it did not come about
  act(): void;
}

function Head({ view }: { view: RunView }): VNode {
  const mark = verdictMark(view);
  return (
    <header class="run-head">
      <Badge tone={mark.tone} glyph={mark.glyph} word={mark.word} isLarge />
      <p class="run-sentence">{view.sentence}</p>
      {view.score !== null && view.max_score ? (
        <p class="run-score">
          <strong>{view.score}</strong> of {count(view.max_score, "point")}
          {view.hint_cost > 0 && <span class="run-cost">, minus {view.hint_cost} for hints</span>}
        </p>
      ) : null}
    </header>
  );
}

/** A result that has taken another one's place is never shown without it. */
function JudgedAgain({ earlier }: { earlier: Earlier }): VNode {
  const day = new Date(earlier.at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  const points =
    earlier.score !== null && earlier.max_score ? `, ${earlier.score} of ${count(earlier.max_score, "point")}` : "";
  return (
    <Callout tone="info">
      <p>
        Judged again on <time datetime={earlier.at}>{day}</time>
        {earlier.is_other_version && " by another version of this problem"}. Before, it was: {earlier.label}
        {points}.
      </p>
    </Callout>
  );
}

interface PhaseProps {
  name: (typeof PHASES)[number];
  at: number;
  view: RunView;
  ms: number | undefined;
}

function Phase({ name, at, view, ms }: PhaseProps): VNode {
  const index = PHASES.indexOf(name);
  const isNow = index === at;
  return (
    <li
      class={`phase${index < at ? " is-done" : ""}${isNow ? " is-now" : ""}`}
      aria-current={isNow ? "step" : undefined}
    >
      {index < at && <Icon name="check" />}
      {name.charAt(0).toUpperCase() + name.slice(1)}
      {isNow && name === "queued" && view.place ? <span class="phase-count">place {view.place}</span> : null}
      {isNow && name === "running" ? (
        <span class="phase-count">
          {view.tests.length}/{shownTests(view)}
        </span>
      ) : null}
      {ms !== undefined && index <= at && (
        <span class="phase-time">{isNow ? `${(ms / 1000).toFixed(1)} s` : duration(ms)}</span>
      )}
    </li>
  );
}

function StopForm({ stop }: { stop: Stop }): VNode {
  const submit = (event: Event): void => {
    event.preventDefault();
    stop.act();
  };
  return (
    <form class="run-stop" method="post" action={stop.url} onSubmit={submit}>
      <input type="hidden" name="csrf_token" value={stop.csrf} />
      <button class="button button-small" type="submit" aria-disabled={stop.isBusy} aria-busy={stop.isBusy}>
        {stop.isBusy ? "Stopping" : "Cancel the run"}
      </button>
      {stop.message && <span class="run-stop-fault">{stop.message}</span>}
    </form>
  );
}

function Progress({ view, elapsedMs, phasesMs = {}, stop }: PanelProps): VNode {
  const at = PHASES.indexOf(phaseOf(view));
  const times: PhaseTimes = { ...phasesMs, ...view.phases };
  return (
    <div class="progress">
      <div class="progress-line">
        <ol class="phases" aria-label="Progress">
          {PHASES.map((name) => (
            <Phase key={name} name={name} at={at} view={view} ms={times[name]} />
          ))}
        </ol>
        <span class="timer">{(elapsedMs / 1000).toFixed(1)} s</span>
      </div>
      <progress aria-label="Checks done" max={shownTests(view) || 1} value={view.tests.length} />
      {view.can_cancel && stop && <StopForm stop={stop} />}
    </div>
  );
}

function Criteria({ view }: { view: RunView }): VNode {
  return (
    <div>
      <h3 class="run-title">Points by criterion</h3>
      <ul class="criteria">
        {view.criteria.map((criterion) => (
          <li key={criterion.id} class={`criterion tone-${criterionTone(criterion, !isFinal(view))}`}>
            <span class="criterion-name">{criterion.title}</span>
            <PointsBar earned={criterion.earned} possible={criterion.possible} />
            <span class="points-text">
              <strong>{criterion.earned}</strong> <span>of {criterion.possible}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Of a service that did not run, what it printed says most: it comes first, and open. */
function doesLogMatter(view: RunView): boolean {
  return view.verdict === "did_not_start" || view.verdict === "crashed";
}

function Log({ view, opener }: PanelProps): VNode {
  return (
    <details class="run-log" open={doesLogMatter(view)}>
      <summary>What your service printed</summary>
      <LogText text={view.log} label="What your service printed" opener={opener} />
    </details>
  );
}

export function Panel(props: PanelProps): VNode {
  const { view, isInTrouble } = props;
  const hasEnded = isFinal(view);
  return (
    <div class="run">
      {hasEnded ? <Head view={view} /> : <Progress {...props} />}
      {isInTrouble && !hasEnded && (
        <Callout tone="attention">
          <p>The connection is lost. Your run goes on; its result will appear here.</p>
        </Callout>
      )}
      {hasEnded && view.earlier && <JudgedAgain earlier={view.earlier} />}
      {view.reason && (
        <Callout tone="fault">
          <p>
            <strong>For the operator</strong>
          </p>
          <p>{view.reason}</p>
        </Callout>
      )}
      {view.log && doesLogMatter(view) && <Log {...props} />}
      {view.criteria.length > 0 && <Criteria view={view} />}
      {view.tests.length > 0 && <Tests view={view} />}
      {view.is_sealed && view.hidden_tests > 0 && (
        <p class="run-note">
          <Icon name="hidden" />
          <span>{count(view.hidden_tests, "hidden check")}: told when the session has ended.</span>
        </p>
      )}
      {view.log && !doesLogMatter(view) && <Log {...props} />}
      {hasEnded && Object.keys(view.phases).length > 0 && (
        <p class="run-facts">
          {Object.entries(view.phases).map(([name, milliseconds]) => (
            <span key={name}>
              {name.charAt(0).toUpperCase() + name.slice(1)} {duration(milliseconds)}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}
