/** JSON to the server and back, as the parts of a page send it. */
export type Send = typeof fetch;

/** The server has answered no; the message says why. */
export class ApiFault extends Error {}

// Browsers refuse a keepalive request above 64 KiB.
const KEEPALIVE_LIMIT = 60_000;

/** Sends something that changes the server's state; it goes on though the page is left, where it is small enough. */
export function writeJson(send: Send, method: string, url: string, content: unknown, csrf: string): Promise<Response> {
  const body = JSON.stringify(content);
  return send(url, {
    method,
    body,
    keepalive: body.length < KEEPALIVE_LIMIT,
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf },
  });
}

/** What an address answers; ApiFault when that is no. */
export async function readJson(send: Send, url: string): Promise<Record<string, unknown>> {
  const reply = await send(url, { headers: { Accept: "application/json" } });
  const body = await json(reply);
  if (!reply.ok) {
    throw new ApiFault(reason(reply, body));
  }
  return body;
}

/** The body of a reply, or nothing when it has none that can be read. */
export async function json(reply: Response): Promise<Record<string, unknown>> {
  try {
    return (await reply.json()) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Why the server said no, in its own words where it has some. */
export function reason(reply: Response, body: Record<string, unknown>): string {
  if (typeof body.error === "string" && body.error !== "") {
    return body.error;
  }
  if (reply.status === 401 || reply.redirected) {
    return "You are signed out. Sign in again in another tab; your text is kept in this browser.";
  }
  return `The server refused this (${reply.status}). Your text is kept in this browser.`;
}
