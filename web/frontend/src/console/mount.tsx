import { render } from "preact";
import type { Opener } from "../run/trace.ts";
import type { Desk } from "../workspace/desk.ts";
import { sentenceOf } from "./announce.ts";
import { Console } from "./console.tsx";
import { Session } from "./session.ts";
import type { Snapshot } from "./snapshot.ts";
import { Wire } from "./wire.ts";

/** Draws the console and keeps it drawn. */
export function mount(
  desk: Desk,
  place: HTMLElement,
  wire = new Wire(desk.data.urls.console, desk.data.csrf),
): Session {
  const { data } = desk;
  const root = document.createElement("div");
  place.replaceChildren(root);
  const present = () => ({ stack: desk.stack(), files: desk.texts(), current: desk.editor.current });
  const opener: Opener = {
    paths: () => desk.editor.files().map((file) => file.path),
    open: (path, line) => desk.openAt(path, line),
  };
  const actions = {
    start: (): void => {
      void session.start(desk.stack(), desk.texts());
      void desk.flush();
    },
    stop: (): void => void session.stop(),
    ask: (command: Parameters<Session["ask"]>[0]) => session.ask(command),
  };
  const draw = (snapshot: Snapshot): void => {
    const hadFocus = root.contains(document.activeElement);
    render(<Console snapshot={snapshot} data={data} present={present} opener={opener} actions={actions} />, root);
    if (hadFocus && !root.contains(document.activeElement)) {
      // The button that was pressed is gone with its state: the focus stays in the console.
      root.querySelector<HTMLElement>(".console")?.focus();
    }
  };
  const change = (now: Snapshot, before: Snapshot): void => {
    draw(now);
    const sentence = sentenceOf(now, before);
    if (sentence) {
      desk.announce(sentence);
    }
    const hasCome = now.stage === "ready" && before.stage !== "ready";
    if (hasCome && data.kind === "query" && !now.exchanges.some(({ command }) => command.type === "schema")) {
      void session.ask({ type: "schema" });
    }
  };
  const session = new Session(wire, data.urls.console, change);
  draw(session.snapshot);
  session.resume();
  return session;
}
