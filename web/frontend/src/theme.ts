/**
 * The three-state theme switch. base.html has already applied the choice before the first paint: that of the account
 * where there is one, else that of this browser. A switch is kept in both, so that it holds for the next visitor of
 * this browser who is signed out, and for this user in every other browser.
 */
export type Theme = "system" | "light" | "dark";

const KEY = "theme";

export function asTheme(value: string | null | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is off: the choice lasts for this page
  }
}

function store(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // as above
  }
}

/** Tells the account; where that fails, the choice holds in this browser until the next page. */
async function save({ save: address, csrf }: DOMStringMap, theme: Theme): Promise<void> {
  if (!(address && csrf)) {
    return;
  }
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
  try {
    await fetch(address, { method: "PUT", headers, body: JSON.stringify({ theme }), keepalive: true });
  } catch {
    // no network: the next switch tells it again
  }
}

export function startTheme(root: Document): void {
  const box = root.querySelector<HTMLElement>("[data-theme-switch]");
  const radios = [...(box?.querySelectorAll<HTMLInputElement>("input") ?? [])];
  const show = (theme: Theme): void => {
    root.documentElement.dataset.theme = theme;
    for (const radio of radios) {
      radio.checked = radio.value === theme;
    }
  };
  show(asTheme(root.documentElement.dataset.theme ?? stored()));
  for (const radio of radios) {
    radio.addEventListener("change", () => {
      const theme = asTheme(radio.value);
      store(theme);
      show(theme);
      void save(box?.dataset ?? {}, theme);
    });
  }
  // Another tab has switched.
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) {
      show(asTheme(event.newValue));
    }
  });
}
