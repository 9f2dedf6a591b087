import type { Api } from "./api.ts";
import type { Files, WorkspaceData } from "./data.ts";
import type { Editor, Restored } from "./editor.ts";
import type { Message } from "./message.ts";
import type { FileRules } from "./paths.ts";

/** What the parts of the workspace know of each other. */
export interface Desk {
  data: WorkspaceData;
  api: Api;
  editor: Editor;
  /** The page's nonce, for the styles of further editors. */
  nonce: string;
  /** A sentence above the editor. */
  message: Message;
  stack(): string;
  /** Which files an answer in this stack may have. */
  rules(): FileRules;
  /** Every file that the candidate may write, as it stands. */
  texts(): Files;
  /** Puts a whole state in place of what is there, added files included; can be undone in each file. */
  restore(files: Files): Restored;
  /** Opens a file of the editor at a line, for example from a traceback; nothing happens when there is no such file. */
  openAt(path: string, line: number): void;
  /** Saves the draft now. */
  flush(): Promise<void>;
  /** Shows the results (on a phone they are a tab). */
  showResults(): void;
  /** One sentence for those who hear the page. */
  announce(sentence: string): void;
}
