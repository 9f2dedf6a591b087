/** The three-state theme switch. base.html has already applied the stored choice before the first paint. */
export type Theme = "system" | "light" | "dark";

const KEY = "theme";

export function asTheme(value: string | null): Theme {
  return value === "light" || value === "dark" ? value : "system";
}

function stored(): Theme {
  try {
    return asTheme(localStorage.getItem(KEY));
  } catch {
    return "system"; // storage is off: the choice lasts for this page
  }
}

function store(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // as above
  }
}

export function startTheme(root: Document): void {
  const radios = [...root.querySelectorAll<HTMLInputElement>("[data-theme-switch] input")];
  const show = (theme: Theme): void => {
    root.documentElement.dataset.theme = theme;
    for (const radio of radios) {
      radio.checked = radio.value === theme;
    }
  };
  show(stored());
  for (const radio of radios) {
    radio.addEventListener("change", () => {
      store(asTheme(radio.value));
      show(asTheme(radio.value));
    });
  }
  // Another tab has switched.
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) {
      show(asTheme(event.newValue));
    }
  });
}
