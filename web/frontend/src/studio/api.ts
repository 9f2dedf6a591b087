import { ApiFault, json, readJson, reason, type Send, writeJson } from "../workspace/wire.ts";
import type { Check, FileEntry, FileState, Finding, StudioData } from "./data.ts";

/** What the studio asks of the server. Answers are values; only a broken connection throws. */
export type WriteAnswer =
  | { kind: "saved"; revision: number; findings: Finding[] }
  | { kind: "conflict"; theirs: FileState | null } // null: it was deleted meanwhile
  | { kind: "refused"; message: string }
  | { kind: "unavailable" };

export type Content = { text: string } | { base64: string };

/** What was asked for is begun, or the folder is not fit for it, or the server says no. */
export type AskAnswer<Value> =
  | { kind: "done"; value: Value }
  | { kind: "invalid"; findings: Finding[]; message: string }
  | { kind: "refused"; message: string };

export interface Revision {
  revision: number;
  changed_at: string;
  changed_by: string | null;
  is_deleted: boolean;
}

export interface Listing {
  files: FileEntry[];
  findings: Finding[];
}

type Body = Record<string, unknown>;

export class StudioApi {
  constructor(
    private readonly data: Pick<StudioData, "urls" | "csrf">,
    private readonly send: Send = (...given) => fetch(...given),
  ) {}

  async list(): Promise<Listing> {
    return (await readJson(this.send, this.data.urls.list)) as unknown as Listing;
  }

  async read(path: string): Promise<FileState> {
    return (await readJson(this.send, this.#file(path))) as unknown as FileState;
  }

  /** `revision` is the one that was read, 0 for a new file. */
  write(path: string, content: Content, revision: number): Promise<WriteAnswer> {
    return this.#change("PUT", this.#file(path), { ...content, revision });
  }

  remove(path: string, revision: number): Promise<WriteAnswer> {
    return this.#change("DELETE", `${this.#file(path)}?revision=${revision}`, {});
  }

  rename(path: string, to: string, revision: number): Promise<WriteAnswer> {
    return this.#change("POST", this.data.urls.renames, { path, to, revision });
  }

  /** The states of a file that were kept, newest first. */
  async revisions(path: string): Promise<Revision[]> {
    const body = await readJson(this.send, `${this.data.urls.revisions}/${encoded(path)}`);
    return body.revisions as Revision[];
  }

  /** What a kept state held; ApiFault for one that is no text, since nothing can be compared with it. */
  async revision(path: string, revision: number): Promise<string> {
    const body = await readJson(this.send, `${this.data.urls.revisions}/${encoded(path)}?revision=${revision}`);
    if (typeof body.text !== "string") {
      throw new ApiFault("This state is no text.");
    }
    return body.text;
  }

  /** Markdown as the candidate's page renders it. */
  async statement(text: string): Promise<string> {
    const reply = await this.#post(this.data.urls.statement, { text });
    const body = await json(reply);
    return reply.ok && typeof body.html === "string" ? body.html : Promise.reject(new Error(reason(reply, body)));
  }

  /** Puts the folder in as a draft that its authors can open as candidates. */
  preview(): Promise<AskAnswer<string>> {
    return this.#ask(this.data.urls.preview, {}, (body) => String(body.url));
  }

  /** The check that is begun, or the one that is under way. */
  check(mutants: boolean): Promise<AskAnswer<Check>> {
    return this.#ask(this.data.urls.checks, { mutants }, (body) => body as unknown as Check);
  }

  async checkState(url: string): Promise<Check> {
    return (await readJson(this.send, url)) as unknown as Check;
  }

  async cancel(url: string): Promise<boolean> {
    return (await this.#post(url, {})).ok;
  }

  /** Keeps what was chosen with the account; this browser has it already, so that a failure is no news. */
  async savePreferences(changes: Body): Promise<void> {
    try {
      await writeJson(this.send, "PUT", "/account/preferences", changes, this.data.csrf);
    } catch {
      // the network is away
    }
  }

  async #ask<Value>(url: string, content: Body, take: (body: Body) => Value): Promise<AskAnswer<Value>> {
    const reply = await this.#post(url, content);
    const body = await json(reply);
    // 409 with an address: what was asked for is under way already.
    if (reply.ok || (reply.status === 409 && typeof body.url === "string")) {
      return { kind: "done", value: take(body) };
    }
    if (Array.isArray(body.findings) && body.findings.length > 0) {
      return { kind: "invalid", findings: body.findings as Finding[], message: reason(reply, body) };
    }
    return { kind: "refused", message: reason(reply, body) };
  }

  async #change(method: string, url: string, content: Body): Promise<WriteAnswer> {
    const reply = await writeJson(this.send, method, url, content, this.data.csrf);
    if (reply.status >= 500 || reply.status === 429) {
      return { kind: "unavailable" };
    }
    const body = await json(reply);
    if (reply.status === 409 && "file" in body) {
      return { kind: "conflict", theirs: body.file as FileState | null };
    }
    if (!reply.ok) {
      return { kind: "refused", message: reason(reply, body) };
    }
    return { kind: "saved", revision: Number(body.revision ?? 0), findings: (body.findings ?? []) as Finding[] };
  }

  #post(url: string, content: Body): Promise<Response> {
    return writeJson(this.send, "POST", url, content, this.data.csrf);
  }

  #file(path: string): string {
    return `${this.data.urls.files}/${encoded(path)}`;
  }
}

function encoded(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
