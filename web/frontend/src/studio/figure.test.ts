import { expect, test } from "vitest";
import { element } from "../workspace/dom.ts";
import { base64Of, bytesOf, showFigure } from "./figure.ts";

const file = (path: string) => ({
  path,
  text: null,
  base64: btoa("abcdef"),
  revision: 1,
  changed_at: "",
  changed_by: null,
});

test("it shows a picture with its name", () => {
  const place = element("div");
  showFigure(place, file("assets/a.PNG"));
  const picture = place.querySelector("img");
  expect([picture?.getAttribute("src"), picture?.alt]).toEqual(["data:image/png;base64,YWJjZGVm", "assets/a.PNG"]);
  expect(place.textContent).toBe("assets/a.PNG, 1 KiB");
});

test("it only tells of what it cannot show", () => {
  const place = element("div");
  showFigure(place, file("data.bin"));
  expect([place.querySelector("img"), place.textContent]).toEqual([null, "data.bin is no text; it has 1 KiB."]);
});

test("it gives the bytes of texts and others, and turns them round", () => {
  expect([...bytesOf({ text: "é" })]).toEqual([195, 169]);
  expect([...bytesOf(file("a"))]).toEqual([97, 98, 99, 100, 101, 102]);
  const large = Uint8Array.from({ length: 100_000 }, (_, at) => at % 256);
  expect(bytesOf({ text: null, base64: base64Of(large) })).toEqual(large);
});
