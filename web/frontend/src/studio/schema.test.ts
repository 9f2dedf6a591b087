import { expect, test } from "vitest";
import { type Schema, schemaOptions } from "./schema.ts";
import type { TomlPlace } from "./toml.ts";

const SCHEMA: Schema = {
  $defs: {
    Kind: { enum: ["service", "query"], description: "How it is examined." },
    Files: { properties: { editable: { type: "array", items: { type: "string" } } } },
    Criterion: {
      properties: { id: { type: "string", description: "The name." }, title: { type: "string" } },
      required: ["id"],
    },
    Translation: { properties: { title: { type: "string" } } },
    Example: { properties: { headers: { additionalProperties: { type: "string" } } } },
  },
  properties: {
    format: { const: "2026-1" },
    kind: { $ref: "#/$defs/Kind" },
    is_listed: { type: "boolean", description: "Whether it is offered." },
    verdict: { anyOf: [{ $ref: "#/$defs/Kind" }, { type: "null" }], description: "What must come." },
    services: { type: "array", items: { enum: ["postgres", "sqlite"] } },
    files: { $ref: "#/$defs/Files" },
    criteria: { type: "array", items: { $ref: "#/$defs/Criterion" }, description: "The lines of the score." },
    examples: { type: "array", items: { $ref: "#/$defs/Example" } },
    translations: { type: "object", additionalProperties: { $ref: "#/$defs/Translation" } },
  },
};

const place = (rest: Partial<TomlPlace>): TomlPlace => ({
  kind: "key",
  table: [],
  key: "",
  written: "",
  isQuoted: false,
  used: [],
  ...rest,
});
const options = (rest: Partial<TomlPlace>) => schemaOptions(SCHEMA, place(rest));
const labels = (rest: Partial<TomlPlace>): string[] => options(rest).map((option) => option.label);

test("it offers the keys that are not there yet, and the tables", () => {
  expect(labels({ used: ["format", "services"] })).toEqual([
    "kind",
    "is_listed",
    "verdict",
    "[files]",
    "[[criteria]]",
    "[[examples]]",
    "[translations]",
  ]);
});

test("it says what a key means, and writes its sign", () => {
  expect(options({}).find((option) => option.label === "is_listed")).toMatchObject({
    info: "Whether it is offered.",
    apply: "is_listed = ",
  });
  expect(options({}).find((option) => option.label === "verdict")?.info).toBe("What must come.");
});

test("it offers the keys of the table one stands in, what is required first", () => {
  expect(labels({ table: ["files"] })).toEqual(["editable"]);
  expect(options({ table: ["criteria"] }).map((option) => [option.label, option.boost])).toEqual([
    ["id", 1],
    ["title", 0],
  ]);
  expect(labels({ table: ["translations", "de"] })).toEqual(["title"]);
  expect(labels({ table: ["examples"] })).toEqual([]);
  expect(labels({ table: ["nothing"] })).toEqual([]);
});

test("it offers the names of tables in a header", () => {
  expect(labels({ kind: "header" })).toEqual(["files", "criteria", "examples", "translations"]);
});

test("it offers values, in quotes where there are none yet", () => {
  expect(options({ kind: "value", key: "kind" }).map((option) => option.apply)).toEqual(['"service"', '"query"']);
  expect(options({ kind: "value", key: "services", isQuoted: true }).map((option) => option.apply)).toEqual([
    "postgres",
    "sqlite",
  ]);
  expect(labels({ kind: "value", key: "verdict" })).toEqual(["service", "query"]);
  expect(labels({ kind: "value", key: "format" })).toEqual(["2026-1"]);
  expect(options({ kind: "value", key: "is_listed" }).map((option) => option.apply)).toEqual(["true", "false"]);
  expect(labels({ kind: "value", key: "is_listed", isQuoted: true })).toEqual([]);
  expect(labels({ kind: "value", key: "unknown" })).toEqual([]);
});
