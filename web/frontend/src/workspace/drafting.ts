import type { Api } from "./api.ts";
import { type Files, starterFiles, type WorkspaceData } from "./data.ts";
import { Draft, type DraftStatus } from "./draft.ts";
import type { Editor } from "./editor.ts";
import type { FileRules } from "./paths.ts";

/** The stack that is worked in, with its draft: one at a time, each as it was left. */
export interface DraftingParts {
  data: WorkspaceData;
  api: Pick<Api, "saveDraft">;
  editor: Editor;
  user: string; // with the timed session, if it is one: whose copies this browser keeps
  /** Tells where a draft stands. */
  report: (status: DraftStatus) => void;
  /** The editor holds another stack's files. */
  onStack: (stack: string) => void;
}

export class Drafting {
  #stack: string;
  #draft: Draft;

  constructor(private readonly parts: DraftingParts) {
    this.#stack = parts.data.stack;
    this.#draft = this.#open();
  }

  get stack(): string {
    return this.#stack;
  }

  /** The draft that changes are saved in. */
  get draft(): Draft {
    return this.#draft;
  }

  rules(): FileRules {
    const starter = this.parts.data.starters[this.#stack] ?? [];
    const paths = (isReadonly: boolean): string[] =>
      starter.filter((file) => file.is_readonly === isReadonly).map((file) => file.path);
    return { editable: paths(false), readonly: paths(true), addable: this.parts.data.addable };
  }

  /** A file as the task gave it. */
  starter(path: string): string | undefined {
    return this.parts.data.starters[this.#stack]?.find((file) => file.path === path)?.text;
  }

  async change(stack: string): Promise<void> {
    await this.#draft.flush();
    this.#draft.stop();
    this.#stack = stack;
    this.#draft = this.#open();
    this.#draft.start();
  }

  #open(): Draft {
    const { data, api, editor, user } = this.parts;
    const stack = this.#stack;
    const starter = data.starters[stack] ?? [];
    const known = data.drafts[stack] ?? null;
    const texts: Files = { ...starterFiles(starter), ...known?.files };
    editor.load(starter, texts);
    this.parts.onStack(stack);
    return new Draft(
      {
        save: async (files, base) => {
          const answer = await api.saveDraft(stack, files, base);
          if (answer.kind === "saved") {
            data.drafts[stack] = { files, saved_at: answer.savedAt };
          }
          return answer;
        },
        read: () => editor.texts(),
        write: (files) => void editor.restore(files, true),
        report: this.parts.report,
        storage: storage(),
        key: `draft:${user}:${data.slug}:${stack}`,
      },
      known && { ...known, files: texts },
    );
  }
}

/** This browser's storage, or nothing where it is off. */
export function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
