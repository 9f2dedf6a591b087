import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // Addresses inside the bundle are relative, so that the product may be mounted under any path.
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: here("../static/dist"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    // A font or picture inside a style sheet would need data: in the content security policy.
    assetsInlineLimit: 0,
    // Preload links would have to carry the page's nonce; the parts loaded late are small.
    modulePreload: false,
    rollupOptions: { input: { main: here("main.ts"), workspace: here("workspace.ts"), watch: here("watch.ts") } },
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], restoreMocks: true },
});
