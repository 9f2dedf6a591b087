import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import { EditorState, type Extension, type Text } from "@codemirror/state";
import type { Editor } from "./editor.ts";

/** Completion beside the language's own: words of all open files, and what the stack offers. */
export interface ApiGroup {
  /** Before the dot; a group without one stands by itself. */
  after?: readonly string[];
  /** Where it comes from, or what kind it is; shown beside each name. */
  from: string;
  type: "function" | "method" | "class" | "property" | "constant" | "keyword" | "type" | "variable" | "namespace";
  /** The name, and in a few words what it gives. */
  names: Readonly<Record<string, string>>;
}

export type StackApi = readonly ApiGroup[];

const WORD = /[\p{L}_$][\p{L}\p{N}_$]{2,}/gu;
const BEFORE = /(?:([\p{L}\p{N}_$]+)\.)?([\p{L}_$][\p{L}\p{N}_$]*)?$/u;
const LONGEST_WORD = 60;
const LARGEST_DOC = 200_000; // characters; a data file has no words worth offering

const apis = import.meta.glob<{ api: StackApi }>(["./completions/*.ts", "!./completions/*.test.ts"]);

/** What a stack offers; nothing for one that has no list, or while the network is away. */
export async function loadApi(stack: string): Promise<StackApi> {
  try {
    return (await apis[`./completions/${stack}.ts`]?.())?.api ?? [];
  } catch {
    return [];
  }
}

const known = new WeakMap<Text, ReadonlySet<string>>();

function wordsOf(doc: Text): ReadonlySet<string> {
  const found = known.get(doc);
  if (found) {
    return found;
  }
  const text = doc.length > LARGEST_DOC ? "" : doc.toString();
  const words = new Set((text.match(WORD) ?? []).filter((word) => word.length <= LONGEST_WORD));
  known.set(doc, words);
  return words;
}

/** Words of these texts but for the one that is being written. */
export function words(docs: Iterable<Text>, written: string, isElsewhere: (word: string) => boolean): Completion[] {
  const all = new Set<string>();
  for (const doc of docs) {
    for (const word of wordsOf(doc)) {
      all.add(word);
    }
  }
  return [...all].filter((word) => word !== written || isElsewhere(word)).map((label) => ({ label }));
}

/** What of the stack fits here: after a dot what its object has, or all methods when the object is not known. */
export function fitting(api: StackApi, object: string | undefined): Completion[] {
  const groups = api.filter((group) => (object === undefined ? !group.after : group.after));
  const own = groups.filter((group) => object !== undefined && group.after?.includes(object));
  return (own.length > 0 ? own : groups).flatMap((group) =>
    Object.entries(group.names).map(([label, detail]) => ({
      label,
      type: group.type,
      detail: group.from,
      ...(detail ? { info: detail } : {}),
    })),
  );
}

export function source(editor: Pick<Editor, "files" | "state">, api: () => StackApi): CompletionSource {
  return (context: CompletionContext): CompletionResult | null => {
    const before = context.matchBefore(BEFORE);
    const [, object, written = ""] = BEFORE.exec(before?.text ?? "") ?? [];
    const isKnown = object !== undefined && api().some((group) => group.after?.includes(object));
    const least = isKnown ? 0 : object === undefined ? 2 : 1;
    if (!context.explicit && (written.length < least || isProse(context))) {
      return null;
    }
    const offered = fitting(api(), object);
    const validFor = /^[\p{L}\p{N}_$]*$/u;
    const from = context.pos - written.length;
    if (isKnown) {
      return { from, options: offered, validFor };
    }
    const names = new Set(offered.map((option) => option.label));
    const docs = editor.files().flatMap((file) => editor.state(file.path)?.doc ?? []);
    const isElsewhere = (word: string): boolean => occurrences(docs, word) > 1;
    const free = words(docs, written, isElsewhere).filter((option) => !names.has(option.label));
    return { from, options: [...offered, ...free], validFor };
  };
}

function occurrences(docs: readonly Text[], word: string): number {
  const escaped = word.replace(/\$/g, "\\$");
  const whole = new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped}(?![\\p{L}\\p{N}_$])`, "gu");
  return docs.reduce((sum, doc) => sum + (doc.toString().match(whole)?.length ?? 0), 0);
}

/** In comments and strings a list would be in the way of writing; Ctrl+Space still opens it. */
function isProse(context: CompletionContext): boolean {
  return /Comment|String/.test(syntaxTree(context.state).resolveInner(context.pos, -1).name);
}

/** Adds the source to every language, beside its own. */
export function completions(editor: Editor, api: () => StackApi): Extension {
  const autocomplete = source(editor, api);
  return EditorState.languageData.of(() => [{ autocomplete }]);
}
