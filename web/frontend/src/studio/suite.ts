import type { StackApi } from "../workspace/completions.ts";

/** What the tester gives to a suite: fixtures, markers, the client and its replies, as problems/README.md has them. */
export const suite: StackApi = [
  {
    from: "fixture",
    type: "variable",
    names: {
      app: "the HTTP client that speaks to the answer",
      rng: "a random.Random: other data in each run, the same with the run's seed",
      db: "the database, as its owner; with the service postgres",
      answer: "for queries: runs the candidate's files",
      pytest: "",
    },
  },
  {
    after: ["mark"],
    from: "pytest.mark",
    type: "function",
    names: {
      criterion: "the criterion that the points go to",
      points: "1 to 100",
      hint: "what a candidate is told when a hidden test fails",
      sample: "candidates see this test in full",
    },
  },
  { after: ["pytest"], from: "pytest", type: "property", names: { mark: "", fixture: "", raises: "", approx: "" } },
  {
    after: ["app"],
    from: "client",
    type: "method",
    names: { get: "", post: "", put: "", patch: "", delete: "", request: "any method: request(method, path, ...)" },
  },
  {
    after: ["reply", "response"],
    from: "reply",
    type: "property",
    names: {
      status: "",
      headers: "any case; get_all(name) for those that come twice",
      content_type: "",
      body: "bytes",
      text: "",
      json: "the body, read as JSON",
      ms: "how long it took",
    },
  },
  {
    after: ["db"],
    from: "db",
    type: "method",
    names: {
      execute: "execute(sql, params)",
      rows: "rows(sql, params): a list of dicts",
      insert: "insert(table, rows)",
      load: 'load("file.sql"), from tests/',
    },
  },
  {
    after: ["answer"],
    from: "answer",
    type: "method",
    names: { rows: 'rows("query.sql"): its columns and rows', text: "text(path): a file as it was handed in" },
  },
  {
    after: ["rng"],
    from: "rng",
    type: "method",
    names: { randint: "", choice: "", choices: "", sample: "", shuffle: "", random: "", randrange: "" },
  },
];
