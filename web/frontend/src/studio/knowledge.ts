import type { Workbench } from "./workbench.ts";

/** What the files of a problem say of each other: tests, criteria, stacks. Files that are not open are fetched once. */
export interface KnownTest {
  id: string;
  title: string;
  file: string;
}

const TEST_FILE = /^tests\/(.+\/)?test_[^/]*\.py$/;
const TEST = /^def\s+(test_[a-z0-9_]+)\s*\([^)]*\)[^:]*:\s*\n\s*(?:r?"""\s*([^\n"]*))?/gm;
const CRITERIA = /^\s*\[\[criteria\]\][^[]*?^\s*id\s*=\s*"([^"]+)"/gm;

export class Knowledge {
  readonly #texts = new Map<string, { revision: number; text: string }>();

  constructor(private readonly bench: Pick<Workbench, "entries" | "open" | "api" | "data">) {}

  async tests(): Promise<KnownTest[]> {
    const paths = [...this.bench.entries.keys()].filter((path) => TEST_FILE.test(path));
    const texts = await Promise.all(paths.map(async (file) => [file, await this.#text(file)] as const));
    return texts.flatMap(([file, text]) =>
      [...text.matchAll(TEST)].map(([, id = "", title = ""]) => ({ id, title: title.trim(), file })),
    );
  }

  async criteria(): Promise<string[]> {
    const text = await this.#text("problem.toml");
    return [...text.matchAll(CRITERIA)].map(([, id = ""]) => id);
  }

  async stacks(): Promise<string[]> {
    const text = await this.#text("problem.toml");
    const [, list] = /^\s*stacks\s*=\s*\[([^\]]*)\]/m.exec(text) ?? [];
    const found = [...(list ?? "").matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name);
    return found.length > 0 ? found : this.bench.data.stacks;
  }

  /** The stack that a file belongs to, by its folder; the first where the folder does not say. */
  stackOf(path: string): string {
    const [, stack] = /^(?:starter|solution)\/([^/]+)\//.exec(path) ?? [];
    return stack ?? this.bench.data.stacks[0] ?? "";
  }

  async #text(path: string): Promise<string> {
    const open = this.bench.open.text(path);
    const entry = this.bench.entries.get(path);
    if (open !== undefined || !entry) {
      return open ?? "";
    }
    const known = this.#texts.get(path);
    if (known?.revision === entry.revision) {
      return known.text;
    }
    try {
      const file = await this.bench.api.read(path);
      this.#texts.set(path, { revision: file.revision, text: file.text ?? "" });
      return file.text ?? "";
    } catch {
      return ""; // the network is away: nothing is offered
    }
  }
}
