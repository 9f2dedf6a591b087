import { beforeEach, expect, test, vi } from "vitest";
import { type Made, makeBench, type as write } from "./fixtures.ts";
import { Knowledge } from "./knowledge.ts";

let made: Made;
let knowledge: Knowledge;

beforeEach(() => {
  document.body.replaceChildren();
  made = makeBench();
  knowledge = new Knowledge(made.bench);
});

test("it knows the tests of every file of the suite, with their titles", async () => {
  await made.bench.put("tests/more/test_other.py", {
    text: "def test_without_words(app):\n    pass\n\ndef helper():\n    pass\n",
  });
  await made.bench.put("tests/conftest.py", { text: 'def test_not_one():\n    """No."""\n' });
  expect(await knowledge.tests()).toEqual([
    { id: "test_the_limit_holds", title: "The limit holds.", file: "tests/test_limits.py" },
    { id: "test_without_words", title: "", file: "tests/more/test_other.py" },
  ]);
});

test("it reads what is being written before what is saved", async () => {
  await made.bench.show("tests/test_limits.py");
  write(made.editor, 'def test_new(app, rng):\n    """New."""\n\n\n');
  expect((await knowledge.tests()).map((one) => one.id)).toEqual(["test_new", "test_the_limit_holds"]);
});

test("it fetches a file again only when it has changed", async () => {
  const read = vi.spyOn(made.api, "read");
  await knowledge.criteria();
  await knowledge.criteria();
  expect(read).toHaveBeenCalledTimes(1);
  made.server.put("problem.toml", '[[criteria]]\ntitle = "x"\nid = "other"\n', 2);
  await made.bench.refresh();
  expect(await knowledge.criteria()).toEqual(["other"]);
});

test("it knows criteria and stacks from problem.toml, and the stack of a file from its folder", async () => {
  expect(await knowledge.criteria()).toEqual(["limits"]);
  expect(await knowledge.stacks()).toEqual(["python-flask"]);
  expect(knowledge.stackOf("starter/node-http/app.js")).toBe("node-http");
  expect(knowledge.stackOf("wrong/too-many/app.py")).toBe("python-flask");
});

test("it knows nothing while the network is away, but for what the page said", async () => {
  made.server.isAway = true;
  expect([await knowledge.tests(), await knowledge.criteria(), await knowledge.stacks()]).toEqual([
    [],
    [],
    ["python-flask"],
  ]);
});
