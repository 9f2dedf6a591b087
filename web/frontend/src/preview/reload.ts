const EVERY_MS = 1000;
const NOTE = "The starter has changed, and your own text is kept. Reset file, in the editor's menu, takes the new one.";

interface Island {
  starters?: unknown;
  drafts?: Record<string, unknown>;
}

/** Asks each second which version there is, and reloads once it is another than the one shown. Gives a way to stop. */
export function followVersion(page: { slug: string; shown: string }, reload: () => void, every = EVERY_MS): () => void {
  const timer = setInterval(async () => {
    const version = await currentVersion(page.slug);
    if (version && version !== page.shown) {
      clearInterval(timer);
      reload();
    }
  }, every);
  return () => clearInterval(timer);
}

/** What somebody has typed hides a starter that has changed since: says so above the page. */
export function noteStarter(slug: string, page: Document, memory: Storage): void {
  const island = JSON.parse(page.getElementById("workspace-data")?.textContent || "{}") as Island;
  const starters = JSON.stringify(island.starters ?? null);
  const key = `preview:${slug}`;
  const before = memory.getItem(key);
  memory.setItem(key, starters);
  if (before === null || before === starters || Object.keys(island.drafts ?? {}).length === 0) {
    return;
  }
  const note = page.createElement("p");
  note.className = "callout tone-info";
  note.setAttribute("role", "status");
  note.textContent = NOTE;
  page.getElementById("content")?.prepend(note);
}

/** The version's hash; empty while the preview is away, for example because it was ended. */
async function currentVersion(slug: string): Promise<string> {
  try {
    const reply = await fetch(`/preview/${slug}/version.json`, { headers: { Accept: "application/json" } });
    const body = reply.ok ? ((await reply.json()) as { version?: string }) : {};
    return body.version ?? "";
  } catch {
    return "";
  }
}
