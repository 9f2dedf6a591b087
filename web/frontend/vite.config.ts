import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The package calls the filling of its own table of keys pure, though the table is what it exists for: the bundler
// would leave it out.
const emacsKeys = {
  name: "emacs-keys",
  transform: (code: string, id: string): string | null =>
    id.includes("@replit/codemirror-emacs") ? code.replaceAll("/*@__PURE__*/EmacsHandler.", "EmacsHandler.") : null,
};

export default defineConfig({
  plugins: [emacsKeys],
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
    rollupOptions: {
      input: {
        main: here("main.ts"),
        workspace: here("workspace.ts"),
        studio: here("studio.ts"),
        watch: here("watch.ts"),
        preview: here("preview.ts"),
      },
    },
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], restoreMocks: true },
});
