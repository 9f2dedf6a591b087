import { clockIn } from "../sittings/clock.ts";
import type { Desk } from "./desk.ts";

/** The clock of a timed session; does nothing in practice. */
export function startClock(desk: Desk): void {
  const { sitting, csrf } = desk.data;
  if (sitting) {
    clockIn(document, sitting, { csrf, flush: () => desk.flush(), leave: (url) => location.assign(url) });
    saveBeforeLeaving(desk);
  }
}

/** The pages that this bar leads to tell what is saved: so it is saved before they are asked for. */
function saveBeforeLeaving(desk: Desk): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".workbar a[href^='/sittings/']")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) {
        return; // another window: this one goes on
      }
      event.preventDefault();
      void desk.flush().finally(() => location.assign(link.href));
    });
  }
}
