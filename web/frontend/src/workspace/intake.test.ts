import { expect, test } from "vitest";
import { type Incoming, plan } from "./intake.ts";

const RULES = { editable: ["app.py"], readonly: ["db.py"], addable: ["*.py"] };
const PRESENT = { "app.py": "app", "db.py": "db", "mine.py": "mine" };
const file = (path: string, content: string | Uint8Array = "new"): Incoming => ({
  path,
  bytes: typeof content === "string" ? new TextEncoder().encode(content) : content,
  fault: "",
});

test("it tells what is replaced, added, and as it was", () => {
  const made = plan([file("app.py"), file("more.py"), file("mine.py", "mine"), file("db.py", "db")], PRESENT, RULES);
  expect(made).toEqual({
    replaced: ["app.py"],
    added: ["more.py"],
    same: ["mine.py", "db.py"],
    refused: [],
    files: { "app.py": "new", "mine.py": "mine", "more.py": "new" },
  });
});

test("it takes nothing away", () => {
  expect(plan([], PRESENT, RULES).files).toEqual({ "app.py": "app", "mine.py": "mine" });
});

test.each([
  [file("db.py", "changed"), "cannot be changed"],
  [file("../app.py"), "Use letters"],
  [file("/etc/passwd"), "Use letters"],
  [file("a\\b.py"), "Use letters"],
  [file("notes.txt"), "must be called *.py"],
  [file("APP.py"), "case of letters"],
  [file("app.py", new Uint8Array([0xff, 0xfe, 0x41])), "UTF-8"],
  [file("app.py", "a\0b"), "not a text"],
  [{ path: "app.py", bytes: null, fault: "It is too large." }, "too large"],
])("it refuses %j and keeps what was there", (incoming, reason) => {
  const made = plan([incoming], PRESENT, RULES);
  expect(made.refused[0]?.reason).toContain(reason);
  expect(made.files).toEqual({ "app.py": "app", "mine.py": "mine" });
});

test("it refuses the second of two with one name", () => {
  const made = plan([file("app.py", "first"), file("app.py", "second")], PRESENT, RULES);
  expect(made.files["app.py"]).toBe("first");
  expect(made.refused).toEqual([{ path: "app.py", reason: "Its name stands twice in the upload." }]);
});

test("it adds only as many as may be added, and as much", () => {
  const many = Array.from({ length: 25 }, (_, number) => file(`m${number}.py`));
  const made = plan(many, PRESENT, RULES);
  expect([made.added.length, made.refused.length]).toEqual([19, 6]);
  const large = ["a", "b", "c", "d", "e"].map((name) => file(`${name}.py`, "é".repeat(120 * 1024)));
  expect(plan(large, PRESENT, RULES).refused).toEqual([
    { path: "e.py", reason: "The files would have more than 1 MiB together." },
  ]);
});

test("it makes line ends those of the editor and drops a byte order mark", () => {
  const marked = new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode("a\r\nb\rc")]);
  expect(plan([file("app.py", marked)], PRESENT, RULES).files["app.py"]).toBe("a\nb\nc");
});
