/** Elements made from text alone: nothing that a stranger has written is ever read as markup. */
type Child = Node | string;

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }
  made.append(...children);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

export function icon(name: string): SVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  drawing.append(use);
  return drawing;
}

export function callout(tone: string, children: Child[], ...buttons: HTMLButtonElement[]): HTMLElement {
  const body = element("div", { class: "callout-body" }, ...children);
  if (buttons.length > 0) {
    body.append(element("div", { class: "button-row" }, ...buttons));
  }
  return element("div", { class: `callout tone-${tone}` }, icon(tone === "info" ? "info" : "fault"), body);
}

export function button(text: string, act: () => void, kind = ""): HTMLButtonElement {
  const made = element("button", { class: `button button-small ${kind}`.trim(), type: "button" }, text);
  made.addEventListener("click", act);
  return made;
}

/** An element of the page that the template promises. */
export function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`the page has no #${id}`);
  }
  return found;
}
