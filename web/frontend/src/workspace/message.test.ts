import { expect, test, vi } from "vitest";
import { Message } from "./message.ts";

test("it shows one sentence at a time, as text, and takes it away", () => {
  const place = document.createElement("div");
  const message = new Message(place);
  message.tell("<b>first</b>");
  message.tell("second", "failed");
  expect(place.querySelectorAll("p")).toHaveLength(1);
  expect(place.querySelector("b")).toBeNull();
  expect(place.querySelector(".tone-failed")?.textContent).toContain("second");
  place.querySelector("button")?.click();
  expect(place.childNodes).toHaveLength(0);
});

test("it offers what to do, once", () => {
  const place = document.createElement("div");
  const act = vi.fn();
  new Message(place).tell("Deleted.", "info", { text: "Undo", act });
  const [undo] = place.querySelectorAll("button");
  expect(undo?.textContent).toBe("Undo");
  undo?.click();
  expect(act).toHaveBeenCalledTimes(1);
  expect(place.childNodes).toHaveLength(0);
});
