import { expect, test } from "vitest";
import { changesBetween } from "./changes.ts";
import { showChanges } from "./difference.ts";

test("it shows each file's change, says how many lines go and come, and can be read only", async () => {
  const place = document.createElement("div");
  document.body.append(place);
  const before = { "app.py": "one\ntwo\nthree\n", "gone.py": "gone\n" };
  const after = { "app.py": "one\n2\n2.5\nthree\n", "new.py": "a\nb\n" };
  const shown = await showChanges(place, changesBetween(before, after), "");
  const sections = [...place.querySelectorAll(".states-file")];
  expect(sections.map((section) => section.querySelector("h3")?.textContent)).toEqual([
    "app.py changed",
    "gone.py is only in yours",
    "new.py is only in that version",
  ]);
  expect(sections.map((section) => section.querySelector("p")?.textContent)).toEqual([
    "1 line removed, 2 lines added",
    "1 line removed, 0 lines added",
    "0 lines removed, 2 lines added",
  ]);
  const text = sections[0]?.querySelector(".cm-content");
  expect(text?.getAttribute("contenteditable")).toBe("false");
  expect(text?.getAttribute("aria-label")).toBe("Difference in app.py");
  expect(place.querySelector(".cm-deletedChunk")?.textContent).toContain("two");
  shown.destroy();
});
