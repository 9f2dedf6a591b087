import type { Files } from "../workspace/data.ts";
import type { Command, ConsoleView } from "./model.ts";

/** The console's requests to the server. A refusal is thrown with words for the user; a broken line as it comes. */
export interface Address {
  view_url: string;
  ask_url: string;
  close_url: string;
}

export class Refused extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }

  /** Whether there is nothing any more for this user under the address. */
  get isGone(): boolean {
    return [401, 403, 404].includes(this.status);
  }
}

export class Wire {
  constructor(
    private readonly openUrl: string,
    private readonly csrf: string,
    private readonly send: typeof fetch = (...given) => fetch(...given),
  ) {}

  open(stack: string, files: Files, key: string): Promise<Address> {
    return this.#write<Address>(this.openUrl, { stack, files, key });
  }

  async view(address: Address, after: number): Promise<ConsoleView> {
    const reply = await this.send(`${address.view_url}?after=${after}`, { headers: { Accept: "application/json" } });
    return read<ConsoleView>(reply);
  }

  async ask(address: Address, command: Command): Promise<number> {
    return (await this.#write<{ number: number }>(address.ask_url, command)).number;
  }

  async close(address: Address): Promise<void> {
    await this.#write(address.close_url, {});
  }

  async #write<Body>(url: string, content: unknown): Promise<Body> {
    const reply = await this.send(url, {
      method: "POST",
      body: JSON.stringify(content),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.csrf },
    });
    return read<Body>(reply);
  }
}

async function read<Body>(reply: Response): Promise<Body> {
  if (reply.redirected) {
    throw new Refused("You are signed out. Sign in again in another tab.", 401);
  }
  const body = (await reply.json().catch(() => null)) as (Body & { error?: string }) | null;
  if (!reply.ok || body === null) {
    const status = reply.ok ? 502 : reply.status;
    throw new Refused(body?.error || `The server refused this (${status}).`, status);
  }
  return body;
}
