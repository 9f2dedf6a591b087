import { part } from "../workspace/dom.ts";
import { RevisionDialog } from "../workspace/revisions.ts";
import { ApiFault } from "../workspace/wire.ts";
import type { TreeView } from "./treeview.ts";
import type { Workbench } from "./workbench.ts";

/** Earlier states of one file: who had written it so and when, how it differs, and back. */
export function startPast(bench: Workbench, tree: Pick<TreeView, "selected">): void {
  const dialog = new RevisionDialog({
    list: async () => {
      const path = bench.current;
      if (bench.open.text(path) === undefined) {
        throw new ApiFault("Open a text file to see its earlier states.");
      }
      await bench.open.flush(path);
      const kept = (await bench.api.revisions(path)).filter((revision) => !revision.is_deleted);
      return kept.map((revision) => ({
        at: Date.parse(revision.changed_at),
        note: revision.changed_by || "unknown author",
        files: async () => ({ [path]: await bench.api.revision(path, revision.revision) }),
      }));
    },
    now: () => ({ [bench.current]: bench.open.text(bench.current) ?? "" }),
    bringBack: (files) => {
      const path = bench.current;
      if (bench.data.editable) {
        bench.open.replace(path, files[path] ?? "");
        bench.message.tell(`${path} was restored. Undo brings the other text back.`);
        bench.editor.focus();
      }
    },
    none: "There are no earlier states of this file yet.",
    nonce: bench.nonce,
  });
  part("revisions-button").addEventListener("click", () => void dialog.open());
  part("revisions-item").addEventListener("click", async () => {
    const path = tree.selected?.path ?? "";
    if (await bench.show(path)) {
      await dialog.open();
    }
  });
}
