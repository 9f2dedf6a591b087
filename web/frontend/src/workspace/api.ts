import type { Files, RunAddress, SavedDraft, WorkspaceData } from "./data.ts";
import { json, readJson, reason, type Send, writeJson } from "./wire.ts";

/** What the page asks of the server. Answers are values; only a broken connection throws. */
export type SaveAnswer =
  | { kind: "saved"; savedAt: string }
  | { kind: "conflict"; theirs: SavedDraft }
  | { kind: "refused"; message: string }
  | { kind: "unavailable" };

export type SubmitAnswer = { kind: "accepted"; run: RunAddress } | { kind: "refused"; message: string };

/** A line of the list of earlier states. */
export interface Revision {
  id: number;
  saved_at: string;
  lines: number;
  url: string;
}

export interface Answer {
  kind: "run" | "submit";
  stack: string;
  files: Files;
  key: string;
}

const SUBMIT_TRIES = 3;
const RETRY_MS = 1000;

export class Api {
  constructor(
    private readonly data: Pick<WorkspaceData, "urls" | "csrf">,
    private readonly send: Send = (...given) => fetch(...given),
    private readonly pause: (milliseconds: number) => Promise<void> = (milliseconds) =>
      new Promise((done) => setTimeout(done, milliseconds)),
  ) {}

  async saveDraft(stack: string, files: Files, base: string | null): Promise<SaveAnswer> {
    const reply = await this.#write("PUT", this.data.urls.draft, { stack, files, base });
    if (reply.status >= 500 || reply.status === 429) {
      return { kind: "unavailable" };
    }
    const body = await json(reply);
    if (reply.status === 409 && body.files) {
      return { kind: "conflict", theirs: { saved_at: String(body.saved_at), files: body.files as Files } };
    }
    if (!reply.ok) {
      return { kind: "refused", message: reason(reply, body) };
    }
    return { kind: "saved", savedAt: String(body.saved_at) };
  }

  /** The key makes repeating safe: the server takes the same answer once. */
  async submit(answer: Answer): Promise<SubmitAnswer> {
    const reply = await this.#writeAgain(answer);
    const body = await json(reply);
    if (!reply.ok) {
      return { kind: "refused", message: reason(reply, body) };
    }
    const { page_url, view_url, events_url, cancel_url } = body as Record<string, string>;
    return {
      kind: "accepted",
      run: {
        kind: answer.kind,
        page_url: `${page_url}`,
        view_url: `${view_url}`,
        events_url: `${events_url}`,
        cancel_url: `${cancel_url}`,
      },
    };
  }

  /** Earlier states of a stack's draft, newest first; ApiFault when there are none to be had. */
  async revisions(stack: string): Promise<Revision[]> {
    const { pathname, searchParams } = new URL(this.data.urls.revisions, location.href);
    searchParams.set("stack", stack);
    return (await this.#read(`${pathname}?${searchParams}`)).revisions as Revision[];
  }

  /** The files of one earlier state. */
  async revision(url: string): Promise<Files> {
    return (await this.#read(url)).files as Files;
  }

  /** Keeps what was chosen with the account; this browser has it already, so that a failure is no news. */
  async savePreferences(changes: Record<string, unknown>): Promise<void> {
    try {
      await this.#write("PUT", this.data.urls.preferences ?? "/account/preferences", changes);
    } catch {
      // the network is away
    }
  }

  #read(url: string): Promise<Record<string, unknown>> {
    return readJson(this.send, url);
  }

  async #writeAgain(answer: Answer): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#write("POST", this.data.urls.submit, answer);
      } catch (error) {
        if (attempt === SUBMIT_TRIES) {
          throw error;
        }
        await this.pause(attempt * RETRY_MS);
      }
    }
  }

  #write(method: string, url: string, content: unknown): Promise<Response> {
    return writeJson(this.send, method, url, content, this.data.csrf);
  }
}
