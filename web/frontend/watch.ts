import { h, render } from "preact";
import { Comparison } from "./src/run/difference.tsx";
import { Follower } from "./src/run/follow.tsx";
import type { Comparison as Compared } from "./src/run/model.ts";

/** The page of one submission: live while its run is under way; afterwards only the differences are drawn finer. */
const panel = document.getElementById("watch");

if (panel && (panel.dataset.state === "queued" || panel.dataset.state === "leased")) {
  const { viewUrl = "", eventsUrl = "" } = panel.dataset;
  const place = { panel, status: document.getElementById("announcer"), alert: document.getElementById("alerter") };
  // The server has drawn a form for stopping the run, where that is possible.
  const form = panel.querySelector<HTMLFormElement>("form.run-stop");
  const token = form?.querySelector<HTMLInputElement>("[name=csrf_token]");
  const stop = form && token ? { url: form.action, csrf: token.value } : null;
  new Follower(place, { viewUrl, eventsUrl }, { startedAt: Date.parse(panel.dataset.since ?? ""), stop }).start();
}

for (const block of panel?.querySelectorAll<HTMLElement>("[data-comparison]") ?? []) {
  const comparison = JSON.parse(block.dataset.comparison ?? "null") as Compared;
  const drawn = document.createElement("div");
  render(h(Comparison, { comparison }), drawn);
  block.replaceWith(...drawn.childNodes);
}
