import { button, callout, element } from "../workspace/dom.ts";
import type { Check } from "./data.ts";
import { many } from "./report.ts";

/** The gate in words and elements: before it runs, while it runs, and when it could not. */
export const ABOUT =
  "The gate runs every solution in the real boxes: references must pass, starters and wrong solutions must fail where they say, and each hidden test must be failed by something. What passes can be published.";

/** Why the last check was not begun. */
export function refused(words: string): HTMLElement[] {
  if (words === "") {
    return [];
  }
  const box = callout("failed", [element("p", {}, words)]);
  box.setAttribute("role", "alert");
  return [box];
}

function standing(check: Check): string {
  if (check.state === "queued") {
    return check.place ? `Queued, at place ${check.place}.` : "Queued.";
  }
  return check.total > 0 ? `${check.done} of ${many(check.total, "run")} done.` : "Getting ready.";
}

export function ended(check: Check): string {
  const words: Partial<Record<Check["state"], string>> = {
    cancelled: "The last check was cancelled.",
    failed: `The last check could not be finished. ${check.reason}`.trim(),
  };
  const count = check.report?.findings.length ?? 0;
  return (
    words[check.state] ??
    (count === 0 ? "The gate has passed it." : `The gate has ended with ${many(count, "finding")}.`)
  );
}

/** The same elements are written anew, so that the focus on "Cancel" stays where it is. */
export function drawProgress(place: HTMLElement, check: Check, onCancel: () => void): void {
  if (!place.querySelector(".gate-progress")) {
    const bar = element("progress", { "aria-label": "Runs of the gate", max: "1" });
    const [runs, line] = [element("p", { class: "gate-runs" }), element("p", { class: "soft gate-line" })];
    place.replaceChildren(element("div", { class: "gate-progress" }, runs, bar, line, button("Cancel", onCancel)));
  }
  const bar = place.querySelector("progress") as HTMLProgressElement;
  bar.max = Math.max(check.total, 1);
  bar.value = check.done;
  (place.querySelector(".gate-runs") as HTMLElement).textContent = standing(check);
  (place.querySelector(".gate-line") as HTMLElement).textContent = check.progress;
}

/** What the next check shall do, with the button that begins it. */
export function drawChoices(begin: HTMLElement, withMutants: boolean, onMutants: (isOn: boolean) => void): HTMLElement {
  const box = element("input", { type: "checkbox", id: "with-mutants" });
  box.checked = withMutants;
  box.addEventListener("change", () => onMutants(box.checked));
  const words = "Also change the references mechanically and see what the tests notice";
  const label = element("label", { for: "with-mutants" }, words);
  const tick = element("div", { class: "field-tick" }, box, element("div", {}, label));
  return element("div", { class: "gate-choices" }, tick, element("div", { class: "button-row" }, begin));
}
