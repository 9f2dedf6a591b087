import type { Completion } from "@codemirror/autocomplete";
import type { TomlPlace } from "./toml.ts";

/** What a JSON Schema allows at a place of a TOML file. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  required?: string[];
}

export function schemaOptions(root: Schema, place: TomlPlace): Completion[] {
  if (place.kind === "header") {
    return headers(root);
  }
  const table = place.table.reduce<Schema | null>((schema, key) => step(root, schema, key), root);
  if (!table) {
    return [];
  }
  if (place.kind === "key") {
    return keys(root, table, place);
  }
  return values(root, step(root, table, place.key), place.isQuoted);
}

/** The schema behind references; of several alternatives the first that is something. */
function plain(root: Schema, schema: Schema): Schema {
  const name = schema.$ref?.split("/").at(-1);
  const one = name ? root.$defs?.[name] : (schema.allOf?.[0] ?? schema.anyOf?.find((other) => other.type !== "null"));
  if (!one) {
    return schema;
  }
  const found = plain(root, one);
  return schema.description ? { ...found, description: schema.description } : found;
}

function step(root: Schema, schema: Schema | null, key: string): Schema | null {
  const table = schema && inside(root, schema);
  const more = table?.additionalProperties;
  const next = table?.properties?.[key] ?? (typeof more === "object" ? more : null);
  return next ? plain(root, next) : null;
}

/** What an array holds, where it is one. */
function inside(root: Schema, schema: Schema): Schema {
  const found = plain(root, schema);
  return found.items ? plain(root, found.items) : found;
}

function isTable(root: Schema, schema: Schema): boolean {
  const found = inside(root, schema);
  return found.properties !== undefined || typeof found.additionalProperties === "object";
}

function keys(root: Schema, table: Schema, place: TomlPlace): Completion[] {
  const found = inside(root, table);
  return Object.entries(found.properties ?? {}).flatMap(([key, schema]): Completion[] => {
    if (isTable(root, schema)) {
      return place.table.length === 0 ? [header(root, key, schema)] : [];
    }
    if (place.used.includes(key)) {
      return [];
    }
    const isNeeded = found.required?.includes(key) ?? false;
    return [option(key, plain(root, schema), { type: "property", apply: `${key} = `, boost: isNeeded ? 1 : 0 })];
  });
}

function headers(root: Schema): Completion[] {
  const tables = Object.entries(root.properties ?? {}).filter(([, schema]) => isTable(root, schema));
  return tables.map(([key, schema]) => option(key, plain(root, schema), { type: "namespace" }));
}

function header(root: Schema, key: string, schema: Schema): Completion {
  const found = plain(root, schema);
  const label = found.items ? `[[${key}]]` : `[${key}]`;
  return option(label, found, { type: "namespace", apply: `${label}\n`, boost: -1 });
}

function values(root: Schema, schema: Schema | null, isQuoted: boolean): Completion[] {
  const found = schema && inside(root, schema);
  if (!found) {
    return [];
  }
  const all = found.enum ?? (found.const === undefined ? [] : [found.const]);
  const given = found.type === "boolean" ? [true, false] : all;
  return given
    .filter((one) => !isQuoted || typeof one === "string")
    .map((one) => option(String(one), found, { type: "constant", apply: written(one, isQuoted) }));
}

function option(label: string, schema: Schema, rest: Partial<Completion>): Completion {
  return { label, ...rest, ...(schema.description ? { info: schema.description } : {}) };
}

export function written(one: unknown, isQuoted: boolean): string {
  return typeof one === "string" && !isQuoted ? `"${one}"` : String(one);
}
