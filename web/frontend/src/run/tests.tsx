import type { VNode } from "preact";
import { duration } from "../times.ts";
import { Comparison } from "./difference.tsx";
import { Exchange } from "./evidence.tsx";
import { count, Icon } from "./marks.tsx";
import type { RunView, TestView } from "./model.ts";
import { grouped, outcomeMark, passedOf, shownTests } from "./model.ts";

function Row({ test }: { test: TestView }): VNode {
  const { glyph, word } = outcomeMark(test.outcome);
  return (
    <>
      <Icon name={glyph} />
      <span class="test-title">{test.title}</span>
      <span class="test-kind">
        <span class="chip">
          <Icon name={test.is_sample ? "eye" : "hidden"} />
          {test.is_sample ? "sample" : "hidden"}
        </span>
      </span>
      <span class="test-word">{word}</span>
      <span class="test-time">{test.milliseconds === null ? "" : duration(test.milliseconds)}</span>
      <span class="test-points">
        {test.points}/{test.possible}
        <span class="visually-hidden"> points</span>
      </span>
    </>
  );
}

function Body({ test }: { test: TestView }): VNode {
  return (
    <div class="test-body">
      {test.message && <p class="test-message">{test.message}</p>}
      {test.comparison && <Comparison comparison={test.comparison} />}
      {test.exchanges.length > 0 && (
        <div>
          <p class="test-label">{test.exchanges.length === 1 ? "Request and reply" : "Requests and replies"}</p>
          {test.exchanges.map((exchange, index) => (
            <Exchange key={index} exchange={exchange} />
          ))}
        </div>
      )}
    </div>
  );
}

function Test({ test }: { test: TestView }): VNode {
  const hasMore = test.message !== "" || test.exchanges.length > 0 || test.comparison !== null;
  const hasPassed = test.outcome === "passed";
  return (
    <li class={`test tone-${outcomeMark(test.outcome).tone}`}>
      {hasMore ? (
        <details open={!hasPassed}>
          <summary class="test-row">
            <Row test={test} />
            <Icon name="open" extra="test-open" />
          </summary>
          <Body test={test} />
        </details>
      ) : (
        <div class="test-row">
          <Row test={test} />
        </div>
      )}
      {test.hint && !hasPassed && (
        <p class="test-hint">
          <Icon name="note" />
          <span>
            <b>Hint</b> {test.hint}
          </span>
        </p>
      )}
    </li>
  );
}

/** The tests by criterion; what is not shown is said. */
export function Tests({ view }: { view: RunView }): VNode {
  // A hidden test that comes with its id is told to staff, who see all of it.
  const isSilent = view.tests.some((test) => !test.is_sample && test.id === "");
  return (
    <div>
      <h3 class="run-title">
        {view.kind === "run" || view.is_sealed ? "Sample checks" : "Checks"}{" "}
        <span class="number">
          {passedOf(view.tests)} of {shownTests(view) || view.tests.length} passed
        </span>
      </h3>
      <div class="test-groups">
        {grouped(view).map((group) => (
          <section key={group.id} class="test-group">
            {group.title && (
              <h4 class="run-title">
                {group.title}{" "}
                <span class="number">
                  {passedOf(group.tests)} of {group.tests.length} passed
                </span>
              </h4>
            )}
            <ul class="tests">
              {group.tests.map((test) => (
                <Test key={test.number} test={test} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      {isSilent && (
        <p class="run-note run-hidden">
          <Icon name="hidden" />
          <span>{count(view.hidden_tests, "hidden check")}: titles only. What they send and expect is not shown.</span>
        </p>
      )}
    </div>
  );
}
