import type { Files } from "../workspace/data.ts";
import type { Address } from "./wire.ts";

/** What a tab remembers of its console, so that a reload finds it again. */
export interface Kept {
  address: Address;
  stack: string;
  files: Files;
}

export class Memory {
  constructor(
    private readonly storage: Storage | null,
    private readonly key: string,
  ) {}

  read(): Kept | null {
    try {
      return JSON.parse(this.storage?.getItem(this.key) ?? "null") as Kept | null;
    } catch {
      return null;
    }
  }

  write(kept: Kept): void {
    try {
      this.storage?.setItem(this.key, JSON.stringify(kept));
    } catch {
      // storage is full: the console ends with the page
    }
  }

  clear(): void {
    this.storage?.removeItem(this.key);
  }
}
