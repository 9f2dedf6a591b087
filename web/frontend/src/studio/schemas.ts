import type { Schema } from "./schema.ts";

/** The JSON Schemas of the two TOML files, fetched when a completion first needs them. */
export class Schemas {
  readonly #found = new Map<string, Schema>();

  constructor(
    private readonly urls: Record<string, string>,
    private readonly send: typeof fetch = (...given) => fetch(...given),
  ) {}

  /** Nothing for files without a schema, and while the network is away. */
  async get(name: string): Promise<Schema | null> {
    const url = this.urls[name];
    const known = this.#found.get(name);
    if (known || !url) {
      return known ?? null;
    }
    try {
      const reply = await this.send(url, { headers: { Accept: "application/json" } });
      const schema = reply.ok ? ((await reply.json()) as Schema) : null;
      if (schema) {
        this.#found.set(name, schema);
      }
      return schema;
    } catch {
      return null;
    }
  }
}
