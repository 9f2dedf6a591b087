/** Buttons with data-dialog="id" open that dialog; the platform does the rest (focus, Escape, inertness). */
export function startDialogs(root: Document): void {
  for (const button of root.querySelectorAll<HTMLElement>("[data-dialog]")) {
    button.addEventListener("click", () => {
      const dialog = root.getElementById(button.dataset.dialog ?? "");
      if (dialog instanceof HTMLDialogElement) {
        dialog.showModal();
      }
    });
  }
}
