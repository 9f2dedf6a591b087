import { expect, test } from "vitest";
import { compare } from "./compare.ts";
import { part } from "./dom.ts";

test("it shows how another device's draft differs from the one in the editor", async () => {
  document.body.innerHTML = '<dialog id="conflict"><div id="conflict-difference"></div></dialog>';
  await compare({ "app.py": "mine\n" }, { files: { "app.py": "theirs\n" }, saved_at: "T1" }, "");
  const dialog = part("conflict") as HTMLDialogElement;
  expect(dialog.open).toBe(true);
  expect(part("conflict-difference").textContent).toContain("1 line removed, 1 line added");
  dialog.close();
});
