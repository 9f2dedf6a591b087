import address from "@wasm-fmt/ruff_fmt/wasm?url";
import start, { format } from "@wasm-fmt/ruff_fmt/web";

/** Python by Ruff's formatter, which is WebAssembly: half a megabyte, fetched when it is first asked for. */
let started: Promise<unknown> | null = null;

export async function formatPython(text: string): Promise<string> {
  started ??= start(fetch(address));
  try {
    await started;
  } catch (error) {
    started = null;
    throw error;
  }
  return format(text, "file.py", { line_width: 100 });
}
