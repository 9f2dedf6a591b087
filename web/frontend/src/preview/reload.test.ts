import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { followVersion, noteStarter } from "./reload.ts";

const answers = (...versions: (string | null)[]) => {
  const asked = vi.fn(async (_address: string) => {
    const version = versions.length > 1 ? versions.shift() : versions[0];
    return version === null ? new Response("", { status: 503 }) : Response.json({ version });
  });
  vi.stubGlobal("fetch", asked);
  return asked;
};

describe("followVersion", () => {
  const page = { slug: "echo", shown: "one" };

  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("reloads once when the version is another one", async () => {
    const asked = answers("one", "one", "two", "three");
    const reload = vi.fn();
    followVersion(page, reload, 10);
    await vi.advanceTimersByTimeAsync(25);
    expect(reload).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(50);
    expect(reload).toHaveBeenCalledTimes(1);
    expect(asked.mock.calls[0]?.[0]).toBe("/preview/echo/version.json");
  });

  it("waits while the preview is away", async () => {
    answers(null, "one", null, "one");
    const reload = vi.fn();
    followVersion(page, reload, 10);
    await vi.advanceTimersByTimeAsync(60);
    expect(reload).not.toHaveBeenCalled();
  });

  it("waits while nobody answers at all", async () => {
    vi.stubGlobal("fetch", async () => {
      throw new TypeError("no network");
    });
    const reload = vi.fn();
    followVersion(page, reload, 10);
    await vi.advanceTimersByTimeAsync(60);
    expect(reload).not.toHaveBeenCalled();
  });

  it("stops when it is asked to", async () => {
    answers("two");
    const reload = vi.fn();
    followVersion(page, reload, 10)();
    await vi.advanceTimersByTimeAsync(60);
    expect(reload).not.toHaveBeenCalled();
  });
});

describe("noteStarter", () => {
  const page = (island: object | null) => {
    document.body.innerHTML = '<main id="content"><h1>Echo</h1></main>';
    if (island) {
      const data = document.createElement("script");
      data.type = "application/json";
      data.id = "workspace-data";
      data.textContent = JSON.stringify(island);
      document.body.append(data);
    }
  };
  const note = () => document.querySelector("#content > .callout")?.textContent;
  const typed = { python: { files: {} } };

  beforeEach(() => sessionStorage.clear());

  it("says that the starter has changed under what was typed", () => {
    page({ starters: "old", drafts: typed });
    noteStarter("echo", document, sessionStorage);
    expect(note()).toBeUndefined();
    page({ starters: "new", drafts: typed });
    noteStarter("echo", document, sessionStorage);
    expect(note()).toContain("The starter has changed");
  });

  it("says nothing while nothing was typed, or the starter is the same, or there is no editor", () => {
    for (const [before, after] of [
      [
        { starters: "old", drafts: {} },
        { starters: "new", drafts: {} },
      ],
      [
        { starters: "old", drafts: typed },
        { starters: "old", drafts: typed },
      ],
      [null, null],
    ]) {
      sessionStorage.clear();
      page(before ?? null);
      noteStarter("echo", document, sessionStorage);
      page(after ?? null);
      noteStarter("echo", document, sessionStorage);
      expect(note()).toBeUndefined();
    }
  });
});
