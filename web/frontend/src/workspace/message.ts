import { button, callout, element } from "./dom.ts";

/** One sentence above the editor that needs no answer; the next one takes its place. */
export interface Offer {
  text: string;
  act: () => void;
}

export class Message {
  constructor(private readonly place: HTMLElement) {}

  /** `offer` is a button, for example to undo what the sentence tells. */
  tell(sentence: string, tone: "info" | "failed" = "info", offer?: Offer): void {
    const buttons = offer ? [button(offer.text, () => this.#answer(offer))] : [];
    const box = callout(
      tone,
      [element("p", {}, sentence)],
      ...buttons,
      button("Dismiss", () => this.clear()),
    );
    box.classList.add("message");
    this.place.replaceChildren(box);
  }

  clear(): void {
    this.place.replaceChildren();
  }

  #answer(offer: Offer): void {
    this.clear();
    offer.act();
  }
}
