import { afterEach, beforeEach, expect, test } from "vitest";
import { aSnapshot, exchange, SCHEMA, someRows } from "./fixtures.ts";
import { Screen } from "./screen.tsx";

let screen: Screen;

beforeEach(() => {
  screen = new Screen();
});

afterEach(() => {
  screen.leave();
});

test("it runs a statement, its plan, and the file in the editor", () => {
  screen.files = { "a.sql": "SELECT 'a'", "b.sql": "SELECT 'b'" };
  screen.draw(aSnapshot(), "query");
  expect(screen.one<HTMLTextAreaElement>("#console-sql").value).toBe("SELECT 1");
  screen.press("Plan");
  screen.submit();
  screen.press("Run the file in the editor");
  expect(screen.asked).toEqual([
    { type: "plan", sql: "SELECT 1" },
    { type: "sql", sql: "SELECT 1" },
    { type: "sql", sql: "SELECT 'b'" },
  ]);
  expect(screen.one<HTMLTextAreaElement>("#console-sql").value).toBe("SELECT 'b'");
});

test("it asks nothing where there is nothing to ask", () => {
  screen.draw(aSnapshot(), "query");
  screen.type("#console-sql", "  ");
  screen.submit();
  expect(screen.asked).toEqual([]);
  expect(screen.button("Run the file in the editor")).toBeUndefined();
});

test("it shows rows in a table with null apart and numbers to the right", () => {
  const rows = someRows({
    row_count: 1234,
    rows: [
      [1, null],
      [2, ""],
    ],
  });
  screen.draw(
    aSnapshot({ exchanges: [exchange(1, rows, { type: "sql", sql: "-- All.\nSELECT *\nFROM t" })] }),
    "query",
  );
  expect(screen.all(".grid thead th")).toEqual(["Row", "id integer", "name text"]);
  expect(screen.all(".grid tbody tr")).toEqual(["11NULL", "22empty"]);
  expect(screen.all(".grid .is-number")).toEqual(["id integer", "1", "2"]);
  expect(screen.all(".console-history .console-path")).toEqual(["SELECT * …"]);
  expect(screen.all(".grid .console-hint")).toEqual(["2 of 1234 rows."]);
});

test("it shows a plan, and rows that were touched", () => {
  const plan = { type: "plan" as const, lines: ["Sort", "  ->  Seq Scan on t"], ms: 1, log: "" };
  const none = someRows({ columns: [], rows: [], row_count: 0, touched: 1 });
  const exchanges = [
    exchange(1, none, { type: "sql", sql: "DELETE" }),
    exchange(2, plan, { type: "plan", sql: "SELECT 1" }),
  ];
  screen.draw(aSnapshot({ exchanges }), "query");
  expect(screen.one(".console-plan").textContent).toBe("Sort\n  ->  Seq Scan on t");
  expect(screen.all(".console-hint")).toEqual(["1 row touched."]);
  screen.press("Plan again");
  expect(screen.asked).toEqual([{ type: "plan", sql: "SELECT 1" }]);
});

test("it shows where a statement is wrong and goes there", () => {
  const error = { type: "error" as const, error: 'column "b" does not exist (at character 8)', ms: 1, log: "" };
  screen.draw(aSnapshot({ exchanges: [exchange(1, error, { type: "sql", sql: "SELECT b" })] }), "query");
  expect(screen.all(".console-fault mark")).toEqual(["b"]);
  expect(screen.all(".console-history .outcome")).toEqual(["Error"]);
  screen.press("Go to line 1, column 8");
  const area = screen.one<HTMLTextAreaElement>("#console-sql");
  expect([area.value, area.selectionStart]).toEqual(["SELECT b", 7]);
});

test("it lists the tables with their columns, and shows the first rows of one", () => {
  screen.draw(aSnapshot(), "query");
  expect(screen.root.textContent).toContain("Loading the tables");
  screen.draw(aSnapshot({ exchanges: [exchange(1, SCHEMA, { type: "schema" })] }), "query");
  expect(screen.all(".schema-table summary")).toEqual(["orders 3 rows", "Odd name 1 row"]);
  expect(screen.all(".schema-table tbody tr")).toEqual(["idbigint not null", "notetext default ''::text"]);
  expect(screen.all(".schema-more li")).toEqual(["PRIMARY KEY (id)", "orders_pkey"]);
  expect(screen.root.querySelector(".console-history")).toBeNull();
  screen.click('[aria-label="First rows of Odd name"]');
  expect(screen.asked).toEqual([{ type: "sql", sql: 'SELECT * FROM "Odd name" LIMIT 20;' }]);
});
