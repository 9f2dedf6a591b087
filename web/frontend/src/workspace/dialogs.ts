import { element, icon, part } from "./dom.ts";

/** Dialogs with one question: what their button was, and what stands wrong beside the field. */
export function dialogOf(id: string): HTMLDialogElement {
  return part(id) as HTMLDialogElement;
}

/** Opens a dialog and tells when it was closed by a button with this value; Escape and the others mean no. */
export function ask(dialog: HTMLDialogElement, yes: string): Promise<boolean> {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === yes), { once: true });
  });
}

/** Asks for one line of text; `fault` says what is wrong with it, and the dialog stays open until nothing is. */
export async function askText(
  dialog: HTMLDialogElement,
  first: string,
  fault: (text: string) => string,
): Promise<string | null> {
  const form = dialog.querySelector("form") as HTMLFormElement;
  const field = dialog.querySelector("input") as HTMLInputElement;
  field.value = first;
  tellFault(field, "");
  const check = (event: SubmitEvent): void => {
    const isCancelled = (event.submitter as HTMLButtonElement | null)?.value === "cancel";
    const reason = isCancelled ? "" : fault(field.value.trim());
    tellFault(field, reason);
    if (reason) {
      event.preventDefault();
      field.focus();
    }
  };
  // Enter means yes, though the button for no stands first.
  const enter = (event: KeyboardEvent): void => {
    if (event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit(form.querySelector<HTMLButtonElement>('button[value="ok"]'));
    }
  };
  form.addEventListener("submit", check);
  field.addEventListener("keydown", enter);
  const answer = ask(dialog, "ok");
  field.setSelectionRange(0, first.includes(".") ? first.lastIndexOf(".") : first.length);
  const isGiven = await answer;
  form.removeEventListener("submit", check);
  field.removeEventListener("keydown", enter);
  return isGiven ? field.value.trim() : null;
}

/** Writes the reason under its field, tied to it for those who hear the page; nothing takes it away. */
export function tellFault(field: HTMLInputElement, reason: string): void {
  const place = part(`${field.id}-error`);
  place.replaceChildren(...(reason ? [icon("fault"), element("span", {}, reason)] : []));
  place.hidden = reason === "";
  if (reason) {
    field.setAttribute("aria-invalid", "true");
  } else {
    field.removeAttribute("aria-invalid");
  }
}
