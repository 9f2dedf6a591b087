import { duration } from "../times.ts";
import { type Exchange, summary } from "./model.ts";
import type { Snapshot } from "./snapshot.ts";

/** What those who hear the page are told of a change: one sentence, or nothing. */
export function sentenceOf(now: Snapshot, before: Snapshot): string {
  if (now.isInTrouble !== before.isInTrouble) {
    return now.isInTrouble ? "The connection is lost. Trying again." : "The connection is back.";
  }
  const answered = newAnswer(now, before);
  if (answered?.answer) {
    const { answer, command } = answered;
    const end = answer.type === "error" ? `: ${answer.error}` : `, ${duration(answer.ms)}`;
    const words = summary(answer, command) + end;
    return words.endsWith(".") ? words : `${words}.`;
  }
  if (now.stage === before.stage && now.place === before.place) {
    return "";
  }
  switch (now.stage) {
    case "queued":
      return now.place ? `Queued, place ${now.place}.` : "Queued.";
    case "preparing":
      return "Preparing.";
    case "starting":
      return "Starting your service.";
    case "ready":
      return "The console is ready.";
    case "ended":
      return `${now.label}. ${now.sentence}`;
    default:
      return "";
  }
}

function newAnswer(now: Snapshot, before: Snapshot): Exchange | undefined {
  if (now.exchanges === before.exchanges) {
    return undefined;
  }
  const known = new Set(before.exchanges.flatMap(({ number, answer }) => (answer ? [number] : [])));
  return now.exchanges.findLast(
    ({ number, command, answer }) => answer !== null && command.type !== "schema" && !known.has(number),
  );
}
