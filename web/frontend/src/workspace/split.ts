/** A divider between two panes: pointer, arrows, Home and End; a double click brings the first place back. */
const STEP_PERCENT = 2;
const WIDE_STEP_PERCENT = 10;

export interface Split {
  handle: HTMLElement; // role=separator with its range
  area: HTMLElement; // what is divided
  property: string; // custom property that carries the share, for example --split-editor
  storageKey: string;
}

export function clamp(percent: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, percent));
}

/** Where a key moves the divider, or null when the key is not one of its own. */
export function keyTarget(key: string, at: number, isVertical: boolean, least: number, most: number): number | null {
  const [back, on] = isVertical ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  const targets: Record<string, number> = {
    [back]: at - STEP_PERCENT,
    [on]: at + STEP_PERCENT,
    PageUp: at - WIDE_STEP_PERCENT,
    PageDown: at + WIDE_STEP_PERCENT,
    Home: least,
    End: most,
  };
  const target = targets[key];
  return target === undefined ? null : clamp(target, least, most);
}

export function startSplit({ handle, area, property, storageKey }: Split): void {
  const isVertical = handle.getAttribute("aria-orientation") === "vertical";
  const number = (name: string): number => Number(handle.getAttribute(name));
  const [least, most, first] = [number("aria-valuemin"), number("aria-valuemax"), number("aria-valuenow")];
  const put = (percent: number, isKept = true): void => {
    const rounded = Math.round(clamp(percent, least, most) * 10) / 10;
    handle.setAttribute("aria-valuenow", String(Math.round(rounded)));
    handle.setAttribute("aria-valuetext", `${Math.round(rounded)} percent`);
    area.style.setProperty(property, `${rounded}%`);
    if (isKept) {
      keep(storageKey, rounded);
    }
  };
  put(kept(storageKey) ?? first, false);

  handle.addEventListener("keydown", (event) => {
    const target = keyTarget(event.key, number("aria-valuenow"), isVertical, least, most);
    if (target !== null) {
      event.preventDefault();
      put(target);
    }
  });
  handle.addEventListener("dblclick", () => put(first));
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    handle.classList.add("is-dragging");
  });
  handle.addEventListener("pointermove", (event) => {
    if (handle.hasPointerCapture(event.pointerId)) {
      const box = area.getBoundingClientRect();
      put(isVertical ? (100 * (event.clientX - box.left)) / box.width : (100 * (event.clientY - box.top)) / box.height);
    }
  });
  handle.addEventListener("lostpointercapture", () => handle.classList.remove("is-dragging"));
}

function kept(key: string): number | null {
  try {
    const value = Number(localStorage.getItem(key));
    return value > 0 ? value : null;
  } catch {
    return null;
  }
}

function keep(key: string, percent: number): void {
  try {
    localStorage.setItem(key, String(percent));
  } catch {
    // storage is off: the place lasts for this page
  }
}
