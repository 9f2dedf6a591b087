import { expect, test } from "vitest";
import { sentenceOf } from "./announce.ts";
import { aReply, aSnapshot, exchange, SCHEMA, someRows } from "./fixtures.ts";

const READY = aSnapshot();

test.each([
  [aSnapshot({ stage: "queued", place: 2 }), "Queued, place 2."],
  [aSnapshot({ stage: "queued" }), "Queued."],
  [aSnapshot({ stage: "preparing" }), "Preparing."],
  [aSnapshot({ stage: "starting" }), "Starting your service."],
  [aSnapshot({ stage: "ended", label: "Crashed", sentence: "It stopped." }), "Crashed. It stopped."],
])("it tells each stage", (now, sentence) => {
  expect(sentenceOf(now, READY)).toBe(sentence);
});

test("it tells that the console is ready", () => {
  expect(sentenceOf(READY, aSnapshot({ stage: "starting" }))).toBe("The console is ready.");
});

test.each([
  [aReply({ status: 201, reason: "CREATED" }), "201 CREATED, 4 ms."],
  [someRows(), "2 rows, 3 ms."],
  [{ type: "error" as const, error: "no answer within 5 s", ms: 5000, log: "" }, "No answer: no answer within 5 s."],
])("it tells each answer in a sentence", (answer, sentence) => {
  const waiting = aSnapshot({ exchanges: [exchange(1, null)] });
  expect(sentenceOf(aSnapshot({ exchanges: [exchange(1, answer)] }), waiting)).toBe(sentence);
});

test("it says nothing where nothing has changed, and nothing of the tables", () => {
  const now = aSnapshot({ exchanges: [exchange(1)] });
  expect(sentenceOf({ ...now, isAsking: true }, now)).toBe("");
  expect(sentenceOf({ ...now, exchanges: [...now.exchanges] }, now)).toBe("");
  expect(sentenceOf(aSnapshot({ exchanges: [exchange(1, SCHEMA, { type: "schema" })] }), READY)).toBe("");
});

test("it tells of the network once it is lost and once it is back", () => {
  const lost = aSnapshot({ isInTrouble: true });
  expect(sentenceOf(lost, READY)).toContain("lost");
  expect(sentenceOf(READY, lost)).toContain("back");
  expect(sentenceOf({ ...lost }, lost)).toBe("");
});
