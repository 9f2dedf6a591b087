import type { VNode } from "preact";
import { duration } from "../times.ts";
import { Badge, Callout, count, Icon, PointsBar } from "./marks.tsx";
import type { RunView } from "./model.ts";
import { criterionTone, isFinal, PHASES, phaseOf, verdictMark } from "./model.ts";
import { Tests } from "./tests.tsx";

/** One run, live or ended. The markup is that of web/templates/_run.html: the server draws the same without scripts. */
export interface PanelProps {
  view: RunView;
  elapsedMs: number;
  isInTrouble: boolean;
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
        </p>
      ) : null}
    </header>
  );
}

function Phase({ name, at, view }: { name: (typeof PHASES)[number]; at: number; view: RunView }): VNode {
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
          {view.tests.length}/{view.expected_tests}
        </span>
      ) : null}
    </li>
  );
}

function Progress({ view, elapsedMs }: { view: RunView; elapsedMs: number }): VNode {
  const at = PHASES.indexOf(phaseOf(view));
  return (
    <div class="progress">
      <div class="progress-line">
        <ol class="phases" aria-label="Progress">
          {PHASES.map((name) => (
            <Phase key={name} name={name} at={at} view={view} />
          ))}
        </ol>
        <span class="timer">{(elapsedMs / 1000).toFixed(1)} s</span>
      </div>
      <progress aria-label="Checks done" max={view.expected_tests || 1} value={view.tests.length} />
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

function Log({ view }: { view: RunView }): VNode {
  const isWhatMatters = view.verdict === "did_not_start" || view.verdict === "crashed";
  return (
    <details class="run-log" open={isWhatMatters}>
      <summary>What your service printed</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable with the keyboard */}
      <pre class="code" tabIndex={0} role="group" aria-label="What your service printed">
        {view.log}
      </pre>
    </details>
  );
}

export function Panel({ view, elapsedMs, isInTrouble }: PanelProps): VNode {
  const hasEnded = isFinal(view);
  return (
    <div class="run">
      {hasEnded ? <Head view={view} /> : <Progress view={view} elapsedMs={elapsedMs} />}
      {isInTrouble && !hasEnded && (
        <Callout tone="attention">
          <p>The connection is lost. Your run goes on; its result will appear here.</p>
        </Callout>
      )}
      {view.reason && (
        <Callout tone="fault">
          <p>
            <strong>For the operator</strong>
          </p>
          <p>{view.reason}</p>
        </Callout>
      )}
      {view.criteria.length > 0 && <Criteria view={view} />}
      {view.tests.length > 0 && <Tests view={view} />}
      {view.log && <Log view={view} />}
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
