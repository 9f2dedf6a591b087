import { beforeEach, expect, test } from "vitest";
import { aFinalView, aView } from "../run/fixtures.ts";
import { History } from "./history.ts";

const RUN = {
  kind: "submit" as const,
  page_url: "/submissions/1",
  view_url: "/1/view.json",
  events_url: "/1/events",
  cancel_url: "/submissions/1/cancel",
};

let list: HTMLElement;
let empty: HTMLElement;

beforeEach(() => {
  document.body.innerHTML = '<ol><li>older</li></ol><p id="empty"></p>';
  list = document.querySelector("ol") as HTMLElement;
  empty = document.getElementById("empty") as HTMLElement;
});

test("it puts a new run on top and links to its page", () => {
  new History(list, empty).add(RUN);
  expect(list.firstElementChild?.querySelector("a")?.getAttribute("href")).toBe("/submissions/1");
  expect(list.firstElementChild?.textContent).toContain("Running");
  expect(empty.hidden).toBe(true);
});

test("it fills in verdict and points once the run has ended", () => {
  const history = new History(list, empty);
  history.add(RUN);
  history.update(RUN, aView({ state: "leased" }));
  expect(list.firstElementChild?.textContent).toContain("Running");
  history.update(RUN, aFinalView());
  expect(list.firstElementChild?.querySelector(".badge")?.textContent).toBe("Failed");
  expect(list.firstElementChild?.querySelector(".number")?.textContent).toBe("14/20");
});

test("it does not touch rows that the server has written", () => {
  new History(list, empty).update(RUN, aFinalView());
  expect(list.textContent).toBe("older");
});
