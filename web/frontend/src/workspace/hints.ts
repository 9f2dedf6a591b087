import type { Desk } from "./desk.ts";
import { callout, element } from "./dom.ts";

/** Hints that are asked for: the form's answer takes the place of the list, without leaving the page. */
export function startHints(desk: Pick<Desk, "announce">, send: typeof fetch = (...given) => fetch(...given)): void {
  const place = document.getElementById("hints");
  place?.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const number = form.dataset.hint;
    if (number !== undefined) {
      event.preventDefault();
      void take(desk, place, form, number, send);
    }
  });
}

async function take(
  desk: Pick<Desk, "announce">,
  place: HTMLElement,
  form: HTMLFormElement,
  number: string,
  send: typeof fetch,
): Promise<void> {
  const button = form.querySelector("button");
  if (button?.getAttribute("aria-busy") === "true") {
    return;
  }
  button?.setAttribute("aria-busy", "true");
  const answer = await ask(form, send);
  if (typeof answer === "string") {
    button?.removeAttribute("aria-busy");
    tell(form, answer);
    return;
  }
  place.replaceChildren(...answer);
  const opened = document.getElementById(`hint-${number}`);
  opened?.scrollIntoView({ block: "nearest" });
  opened?.focus();
  desk.announce(`Hint ${number} is open.`);
}

/** The list as the server draws it now, or a sentence about why there is none. */
async function ask(form: HTMLFormElement, send: typeof fetch): Promise<Node[] | string> {
  try {
    const reply = await send(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    const body = (await reply.json()) as { html?: string; error?: string };
    if (!reply.ok || body.html === undefined) {
      return body.error || `The server refused this (${reply.status}).`;
    }
    // Our own template, whose Markdown the server has filtered: read as the page itself would be.
    return [...new DOMParser().parseFromString(body.html, "text/html").body.childNodes];
  } catch {
    return "The hint could not be fetched. Check your connection and try again; nothing was counted twice.";
  }
}

function tell(form: HTMLFormElement, sentence: string): void {
  form.querySelector(".callout")?.remove();
  const box = callout("failed", [element("p", {}, sentence)]);
  box.setAttribute("role", "alert");
  form.append(box);
}
