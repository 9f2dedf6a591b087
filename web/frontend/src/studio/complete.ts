import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import { EditorState, type Extension } from "@codemirror/state";
import { type StackApi, source as words } from "../workspace/completions.ts";
import type { Editor } from "../workspace/editor.ts";
import type { Knowledge } from "./knowledge.ts";
import { nameOf } from "./names.ts";
import { type Schema, schemaOptions, written } from "./schema.ts";
import { suite } from "./suite.ts";
import { placeIn, type TomlPlace } from "./toml.ts";

/** Completion by the kind of file: keys and values of the two TOML files, markers and fixtures of the suite. */
export interface Sources {
  editor: Pick<Editor, "current" | "files" | "state">;
  knowledge: Pick<Knowledge, "tests" | "criteria" | "stacks" | "stackOf">;
  /** The schema of problem.toml or expect.toml, fetched when it is first needed. */
  schema(name: string): Promise<Schema | null>;
  api(stack: string): StackApi;
}

const CRITERION = /criterion\(\s*(["'])([\w-]*)$/;
const VALID = /^[\w-]*$/;

export function completionOf(sources: Sources): CompletionSource {
  const plain = words(sources.editor, () => {
    const path = sources.editor.current;
    return path.startsWith("tests/") ? suite : sources.api(sources.knowledge.stackOf(path));
  });
  return (context) => {
    const path = sources.editor.current;
    if (path.endsWith(".toml")) {
      return toml(sources, context, nameOf(path));
    }
    return (path.startsWith("tests/") ? criterion(sources, context) : null) ?? plain(context);
  };
}

async function toml(sources: Sources, context: CompletionContext, name: string): Promise<CompletionResult | null> {
  const { doc } = context.state;
  const line = doc.lineAt(context.pos);
  const place = placeIn(doc, line.number, doc.sliceString(line.from, context.pos));
  if (!place || !(context.explicit || place.written || place.isQuoted || place.kind === "value")) {
    return null;
  }
  const schema = await sources.schema(name);
  const options = [...(await ownNames(sources, place, name)), ...(schema ? schemaOptions(schema, place) : [])];
  return options.length > 0 ? { from: context.pos - place.written.length, options, validFor: VALID } : null;
}

/** Names that only this problem knows. */
async function ownNames({ knowledge }: Sources, place: TomlPlace, file: string): Promise<Completion[]> {
  if (place.kind !== "value" || file !== "expect.toml") {
    return [];
  }
  const option = (label: string, detail: string): Completion => {
    const info = detail ? { info: detail } : {};
    return { label, type: "constant", apply: written(label, place.isQuoted), ...info };
  };
  if (place.key === "fails") {
    return (await knowledge.tests()).map((test) => option(test.id, test.title));
  }
  return place.key === "stack" ? (await knowledge.stacks()).map((stack) => option(stack, "")) : [];
}

function criterion({ knowledge }: Sources, context: CompletionContext): Promise<CompletionResult> | null {
  const before = context.matchBefore(CRITERION);
  if (!before) {
    return null;
  }
  const typed = CRITERION.exec(before.text)?.[2] ?? "";
  return knowledge.criteria().then((ids) => ({
    from: context.pos - typed.length,
    options: ids.map((label) => ({ label, type: "constant" })),
    validFor: VALID,
  }));
}

/** Adds the source to every language, beside its own. */
export function studioCompletion(sources: Sources): Extension {
  const autocomplete = completionOf(sources);
  return EditorState.languageData.of(() => [{ autocomplete }]);
}
