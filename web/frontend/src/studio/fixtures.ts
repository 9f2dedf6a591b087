import { vi } from "vitest";
import { element } from "../workspace/dom.ts";
import { Editor } from "../workspace/editor.ts";
import { Message } from "../workspace/message.ts";
import type { StudioApi, WriteAnswer } from "./api.ts";
import type { Check, FileEntry, FileState, Report, StudioData } from "./data.ts";
import { Workbench } from "./workbench.ts";

/** A problem for the tests, with a server that keeps files in memory. */
export const FILES: Record<string, string> = {
  "problem.toml": 'stacks = ["python-flask"]\n\n[[criteria]]\nid = "limits"\ntitle = "Limits"\n',
  "statement.md": "# A task\n",
  "tests/test_limits.py": 'def test_the_limit_holds(app):\n    """The limit holds."""\n    assert app\n',
  "solution/python-flask/app.py": "app = 1\n",
  "wrong/too-many/expect.toml": 'fails = ["test_the_limit_holds"]\n',
};

export class FakeServer {
  readonly files = new Map<string, FileState>();
  answers: WriteAnswer[] = []; // given before the files are looked at
  isAway = false;
  readonly written: string[] = [];

  constructor(texts: Record<string, string> = FILES) {
    for (const [path, text] of Object.entries(texts)) {
      this.put(path, text, 1);
    }
  }

  put(path: string, text: string | null, revision: number, who = "Ada"): void {
    const base64 = text === null ? { base64: btoa("picture") } : {};
    this.files.set(path, { path, text, revision, changed_at: "2026-11-21T12:00:00Z", changed_by: who, ...base64 });
  }

  entries(): FileEntry[] {
    return [...this.files.values()].map((file) => ({
      ...file,
      bytes: file.text?.length ?? 0,
      is_text: file.text !== null,
    }));
  }

  api(): StudioApi {
    return {
      list: async () => ({ files: this.entries(), findings: [] }),
      read: async (path: string) => this.#known(path),
      write: async (path: string, content: { text?: string; base64?: string }, revision: number) =>
        this.#change(path, revision, () => {
          this.written.push(path);
          this.put(path, content.text ?? null, revision + 1, "Rita");
        }),
      remove: async (path: string, revision: number) => this.#change(path, revision, () => this.files.delete(path)),
      rename: async (path: string, to: string, revision: number) =>
        this.#change(path, revision, () => {
          this.put(to, this.#known(path).text, revision + 1);
          this.files.delete(path);
        }),
      revisions: async () => [],
      revision: async () => "",
      statement: async (text: string) => `<p>${text}</p>`,
      preview: async () => ({ kind: "done", value: "/problems/limits~draft" }),
      check: async () => ({ kind: "done", value: check({ state: "done" }) }),
      checkState: async () => check({ state: "done" }),
      cancel: async () => true,
      savePreferences: async () => undefined,
    } as unknown as StudioApi;
  }

  #known(path: string): FileState {
    const file = this.files.get(path);
    if (this.isAway || !file) {
      throw new TypeError("Failed to fetch");
    }
    return file;
  }

  #change(path: string, revision: number, act: () => unknown): WriteAnswer {
    if (this.isAway) {
      throw new TypeError("Failed to fetch");
    }
    const given = this.answers.shift();
    if (given) {
      return given;
    }
    const there = this.files.get(path);
    if ((there?.revision ?? 0) !== revision) {
      return { kind: "conflict", theirs: there ?? null };
    }
    act();
    return { kind: "saved", revision: revision + 1, findings: [] };
  }
}

export function data(server: FakeServer, rest: Partial<StudioData> = {}): StudioData {
  const urls = { files: "/f", list: "/f.json", statement: "/s", preview: "/p", checks: "/c", renames: "/n" };
  return {
    id: "1",
    slug: "limits",
    kind: "service",
    stacks: ["python-flask"],
    files: server.entries(),
    findings: [],
    check: null,
    csrf: "token",
    editable: true,
    schemas: {},
    urls: { ...urls, revisions: "/r", publish: "/publish" },
    ...rest,
  };
}

export interface Made {
  bench: Workbench;
  editor: Editor;
  server: FakeServer;
  api: StudioApi;
  said: string[];
  message: HTMLElement;
  shown: string[];
}

export function makeBench(
  server = new FakeServer(),
  rest: Partial<StudioData> = {},
  storage: Storage | null = null,
): Made {
  const [parent, message] = [element("div"), element("div")];
  document.body.append(parent, message);
  const [said, shown]: string[][] = [[], []];
  const listener = {
    onChange: () => bench.open.changed(editor.current),
    onPlace: vi.fn(),
    onBlur: vi.fn(),
    onFiles: vi.fn(),
  };
  const editor = new Editor(parent, "", listener);
  const api = server.api();
  const bench: Workbench = new Workbench({
    data: data(server, rest),
    api,
    editor,
    nonce: "",
    user: "rita",
    storage,
    message: new Message(message),
    announce: (sentence) => void said?.push(sentence),
    onShow: (path) => void shown?.push(path),
  });
  return { bench, editor, server, api, said: said ?? [], message, shown: shown ?? [] };
}

export function type(editor: Editor, text: string): void {
  editor.view.dispatch({ changes: { from: 0, insert: text } });
}

/** Another author saves this text, or deletes the file (null), while there is one of ours that is not saved. */
export async function conflict({ bench, editor, server }: Made, path: string, theirs: string | null): Promise<void> {
  type(editor, "mine ");
  if (theirs === null) {
    server.files.delete(path);
  } else {
    server.put(path, theirs, 7, "Bob");
  }
  await bench.open.flush();
}

export function check(rest: Partial<Check> = {}): Check {
  return {
    id: "1",
    state: "done",
    place: null,
    done: 4,
    total: 4,
    progress: "",
    report: rest.state === undefined || rest.state === "done" ? report() : null,
    reason: "",
    created_at: "2026-11-21T12:00:00Z",
    finished_at: null,
    is_current: true,
    is_publishable: rest.state === undefined || rest.state === "done",
    url: "/checks/1.json",
    page_url: "/checks/1",
    cancel_url: "/checks/1/cancel",
    ...rest,
  };
}

export function report(rest: Partial<Report> = {}): Report {
  const test = { criterion: "limits", file: "tests/test_limits.py", line: 1 };
  return {
    findings: [],
    notes: [],
    tests: [
      { ...test, id: "test_the_limit_holds", title: "The limit holds.", is_sample: false },
      { ...test, id: "test_it_answers", title: "It answers.", is_sample: true },
    ],
    matrix: { "too-many": { test_the_limit_holds: "failed", test_it_answers: "passed" } },
    wrong: [{ name: "too-many", stack: "python-flask", why: "Counts from one.", fails: ["test_the_limit_holds"] }],
    strength: {
      score: 75,
      parts: [{ name: "hidden tests told apart", count: 3, total: 4 }],
      formula: "100 x 3/4 = 75",
    },
    mutants: null,
    repeats: 5,
    ...rest,
  };
}
