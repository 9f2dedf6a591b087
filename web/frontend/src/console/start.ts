import type { Desk } from "../workspace/desk.ts";
import { button, callout, element } from "../workspace/dom.ts";

/** The console for requests, and for SQL in query problems. Its script comes the first time that its tab is shown. */
export function startConsole(desk: Desk): void {
  const place = document.getElementById("console");
  const panel = place?.closest<HTMLElement>('[role="tabpanel"]');
  if (!place || !panel) {
    return;
  }
  let isLoaded = false;
  const load = async (): Promise<void> => {
    if (isLoaded) {
      return;
    }
    isLoaded = true;
    try {
      const { mount } = await import("./mount.tsx");
      mount(desk, place);
    } catch {
      isLoaded = false;
      const again = button("Try again", () => void load());
      place.replaceChildren(callout("failed", [element("p", {}, "The console could not be loaded.")], again));
    }
  };
  const look = (): void => {
    if (!panel.hidden) {
      void load();
    }
  };
  new MutationObserver(look).observe(panel, { attributeFilter: ["hidden"] });
  look();
}
