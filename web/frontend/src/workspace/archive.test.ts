import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { ArchiveFault, pack, unpack } from "./archive.ts";
import { type Incoming, MAX_FILE_BYTES, TOO_LARGE } from "./intake.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (files: Incoming[]): Record<string, string> =>
  Object.fromEntries(files.map((file) => [file.path, file.bytes ? new TextDecoder().decode(file.bytes) : file.fault]));

test("it packs and unpacks the same", () => {
  const files = { "app.py": "x = 'é'\n", "lib/a.sql": "", "long.txt": "abc ".repeat(50_000) };
  expect(texts(unpack(pack(files)))).toEqual(files);
});

test("it reads what was stored without compression", () => {
  expect(texts(unpack(zipSync({ "a.py": bytes("stored") }, { level: 0 })))).toEqual({ "a.py": "stored" });
});

test("it leaves out folders, what desktops add, and the one folder around all", () => {
  const archive = zipSync({
    "answer/": new Uint8Array(),
    "answer/app.py": bytes("1"),
    "answer/lib/a.py": bytes("2"),
    "answer/.DS_Store": bytes("x"),
    "__MACOSX/answer/._app.py": bytes("x"),
  });
  expect(texts(unpack(archive))).toEqual({ "app.py": "1", "lib/a.py": "2" });
});

test("it leaves names as they are, for the rules to refuse", () => {
  const archive = zipSync({ "../up.py": bytes("1"), "/root.py": bytes("2"), "a\\b.py": bytes("3") });
  expect(Object.keys(texts(unpack(archive)))).toEqual(["../up.py", "/root.py", "a\\b.py"]);
});

test("it refuses a file that says that it is too large", () => {
  const archive = zipSync({ "a.py": new Uint8Array(MAX_FILE_BYTES + 1), "b.py": bytes("1") });
  expect(texts(unpack(archive))).toEqual({ "a.py": TOO_LARGE, "b.py": "1" });
});

test("it counts what really comes, whatever the archive says", () => {
  const archive = zipSync({ "a.py": new Uint8Array(MAX_FILE_BYTES + 1) });
  const view = new DataView(archive.buffer);
  view.setUint32(22, 10, true); // the local header's original size
  expect(texts(unpack(archive))).toEqual({ "a.py": TOO_LARGE });
});

test("it stops at a bomb", () => {
  const archive = zipSync({ "a.py": new Uint8Array(64 * 1024 * 1024) });
  new DataView(archive.buffer).setUint32(22, 10, true);
  expect(archive.length).toBeLessThan(100_000);
  expect(() => unpack(archive)).toThrow("unpacks to more than 4 MiB");
});

test("it refuses too many files", () => {
  const many = Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`f${n}.py`, bytes("")]));
  expect(() => unpack(zipSync(many))).toThrow("more than 200 files");
});

test.each([
  ["nothing", new Uint8Array()],
  ["a text", bytes("just a text, and a rather long one")],
  ["an archive without files", zipSync({})],
  ["a large file", new Uint8Array(5 * 1024 * 1024)],
])("it takes %s for no archive", (_, archive) => {
  expect(() => unpack(archive)).toThrow(ArchiveFault);
});

test("it takes no archive that is cut short, and no file that is damaged", () => {
  const whole = zipSync({ "a.py": bytes("abcdefgh".repeat(500)) });
  expect(() => unpack(whole.subarray(0, 45))).toThrow(ArchiveFault);
  whole.fill(0xff, 34, 50);
  expect(texts(unpack(whole))).toEqual({ "a.py": "It cannot be unpacked." });
});

test("it names a file whose compression it does not know", () => {
  const archive = zipSync({ "a.py": bytes("abc"), "b.py": bytes("b") }, { level: 0 });
  new DataView(archive.buffer).setUint16(8, 93, true); // the local header's method
  expect(texts(unpack(archive))).toEqual({ "a.py": "It cannot be unpacked.", "b.py": "b" });
});
