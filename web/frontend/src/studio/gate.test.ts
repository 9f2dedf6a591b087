import { beforeEach, expect, test, vi } from "vitest";
import { element } from "../workspace/dom.ts";
import type { Check } from "./data.ts";
import { check, FakeServer, type Made, makeBench, report, type as write } from "./fixtures.ts";
import { Gate } from "./gate.ts";

let made: Made;
let place: HTMLElement;
let buttons: { check: HTMLElement; publish: HTMLElement };
let later: { run: () => void; wait: number }[];
let states: Check[];
let sent: { url: string; fields: Record<string, string> }[];
let did: string[];
let gate: Gate;

const under = (done: number): Check => check({ state: "leased", done, progress: `run ${done}` });
const poll = async (): Promise<void> => {
  later.splice(0).at(-1)?.run();
  await new Promise((done) => setTimeout(done));
};
const press = (name: string): void => {
  [...place.querySelectorAll("button")].find((button) => button.textContent === name)?.click();
};

function make(first: Check | null = null, rest = {}): void {
  document.body.replaceChildren(element("p", { id: "studio-publish-why" }));
  place = element("div");
  document.body.append(place);
  buttons = { check: element("button"), publish: element("button") };
  [later, states, sent, did] = [[], [], [], []];
  made = makeBench(new FakeServer(), { check: first, ...rest });
  made.api.checkState = async () => states.shift() ?? check();
  made.api.check = async () => ({ kind: "done", value: states.shift() ?? check() });
  gate = new Gate(made.bench, {
    place,
    buttons,
    onShow: () => void did.push("show"),
    onInvalid: () => void did.push("invalid"),
    later: (run, wait) => later.push({ run, wait }),
    leave: (url, fields) => void sent.push({ url, fields }),
  });
}

beforeEach(() => make());

test("it says what it is for before it ever ran, and that nothing can be published yet", () => {
  expect(place.textContent).toContain("The gate runs every solution");
  expect(buttons.publish.getAttribute("aria-disabled")).toBe("true");
  expect(document.getElementById("studio-publish-why")?.textContent).toContain("Check it first");
});

test("it saves, asks, and shows how far it is until it has ended", async () => {
  await made.bench.show("statement.md");
  write(made.editor, "x");
  states = [check({ state: "queued", place: 2, total: 0 }), under(1), under(3), check()];
  await gate.start();
  expect(made.server.written).toEqual(["statement.md"]);
  expect(did).toEqual(["show"]);
  expect(place.textContent).toContain("Queued, at place 2.");
  expect(buttons.check.getAttribute("aria-busy")).toBe("true");
  await poll();
  const cancel = place.querySelector("button");
  expect(place.textContent).toContain("1 of 4 runs done.");
  await poll();
  expect(place.textContent).toContain("run 3");
  expect(place.querySelector("progress")?.value).toBe(3);
  expect(place.querySelector("button")).toBe(cancel);
  await poll();
  expect(place.textContent).toContain("Passed: this may be published");
  expect(made.said.at(-1)).toBe("The gate has passed it.");
  expect(buttons.publish.getAttribute("aria-disabled")).toBe("false");
});

test("it asks less often while nothing moves, and at once again when it does", async () => {
  states = [under(1), under(1), under(1), under(2)];
  await gate.start();
  const waits = [later.at(-1)?.wait];
  for (let at = 0; at < 3; at += 1) {
    await poll();
    waits.push(later.at(-1)?.wait);
  }
  expect(waits).toEqual([1000, 1500, 2250, 1000]);
});

test("it takes what was begun from the answer itself", async () => {
  const asked = vi.spyOn(made.api, "checkState");
  states = [under(0)];
  await gate.start();
  expect(asked).not.toHaveBeenCalled();
  expect(place.textContent).toContain("0 of 4 runs done.");
});

test("it leaves a new check alone when an older one's answer comes late", async () => {
  make(check());
  const late: ((answer: Check) => void)[] = [];
  made.api.checkState = () => new Promise<Check>((done) => void late.push(done));
  made.bench.take([]);
  await poll(); // whether the files still are what was checked
  made.api.check = async () => ({ kind: "done", value: { ...under(1), id: "2" } });
  await gate.start();
  late[0]?.(check());
  await new Promise((done) => setTimeout(done));
  expect(place.textContent).toContain("1 of 4 runs done.");
});

test("it names what it found in a file as long as that is what was checked", async () => {
  const findings = [
    { file: "statement.md", line: 1, message: "gives a test away" },
    { file: "problem.toml", line: 2, message: "is too slow" },
  ];
  make(check({ report: report({ findings }) }));
  await made.bench.show("statement.md");
  expect(gate.findings("statement.md")).toEqual([findings[0]]);
  write(made.editor, "x");
  expect(gate.findings("statement.md")).toEqual([]);
  await made.bench.open.flush();
  states = [check({ report: report({ findings }), is_current: false })];
  await poll();
  expect([gate.findings("statement.md"), gate.findings("problem.toml")]).toEqual([[], [findings[1]]]);
});

test("it names nothing of what it found in other files than these", async () => {
  const findings = [{ file: "statement.md", line: 1, message: "gives a test away" }];
  make(check({ report: report({ findings }), is_current: false }));
  expect(gate.findings("statement.md")).toEqual([]);
  states = [check({ report: report({ findings }) })];
  made.bench.take([]);
  await poll(); // they are again what was checked
  expect(gate.findings("statement.md")).toEqual(findings);
});

test("it goes on asking when the network is away", async () => {
  states = [under(1)];
  await gate.start();
  made.api.checkState = () => Promise.reject(new TypeError("Failed to fetch"));
  await poll();
  expect(later.at(-1)?.wait).toBe(5000);
});

test("it takes up a check that is under way after a reload", async () => {
  make(under(2));
  expect(place.textContent).toContain("2 of 4 runs done.");
  await gate.start(); // nothing: one at a time
  expect(did).toEqual([]);
  await poll();
  expect(place.textContent).toContain("Passed");
});

test("it cancels", async () => {
  const cancelled = vi.fn(async () => true);
  make(under(2));
  made.api.cancel = cancelled;
  states = [check({ state: "cancelled" })];
  press("Cancel");
  await vi.waitFor(() => expect(place.textContent).toContain("The last check was cancelled."));
  expect(cancelled).toHaveBeenCalledWith("/checks/1/cancel");
});

test("it asks for mutants when they are wanted", async () => {
  const asked = vi.spyOn(made.api, "check");
  place.querySelector<HTMLInputElement>("#with-mutants")?.click();
  press("Check");
  await vi.waitFor(() => expect(asked).toHaveBeenCalledWith(true));
});

test("it shows what is wrong with the folder instead of beginning", async () => {
  const findings = [{ file: "problem.toml", line: 1, message: "is wrong" }];
  made.api.check = async () => ({ kind: "invalid", findings, message: "" });
  await gate.start();
  expect(did).toEqual(["show", "invalid"]);
  expect(made.bench.findings).toEqual(findings);
  expect(place.querySelector('[role="alert"]')?.textContent).toContain("cannot be checked before");
  made.bench.take([]);
  expect(place.querySelector('[role="alert"]')).toBeNull();
});

test.each([
  ["the server says no", { kind: "refused" as const, message: "Three are waiting." }, "Three are waiting."],
  ["the network is away", null, "could not be reached"],
])("it says when %s", async (_, answer, words) => {
  made.api.check = () => (answer ? Promise.resolve(answer) : Promise.reject(new TypeError()));
  await gate.start();
  expect(place.querySelector('[role="alert"]')?.textContent).toContain(words);
  expect(buttons.check.getAttribute("aria-disabled")).toBe("false");
});

test("it does not check what is not saved", async () => {
  await made.bench.show("statement.md");
  write(made.editor, "x");
  made.server.isAway = true;
  await gate.start();
  expect(place.querySelector('[role="alert"]')?.textContent).toContain("Not everything is saved");
  expect(gate.whyNot()).toBe("Not everything is saved yet.");
});

test("it publishes what has passed", () => {
  make(check());
  buttons.publish.click();
  expect(sent).toEqual([{ url: "/publish", fields: { csrf_token: "token", check: "1" } }]);
});

test.each([
  ["was found wanting", { report: report({ findings: [{ file: "a", line: 1, message: "" }] }) }, "mend first"],
  ["was of other files", { is_current: false }, "have changed"],
  ["was of another judge", { is_publishable: false }, "check again"],
  ["failed", { state: "failed" as const, reason: "The engine is away." }, "Check it first"],
])("it publishes nothing from a check that %s", (_, rest, words) => {
  make(check(rest));
  buttons.publish.click();
  expect(sent).toEqual([]);
  expect(made.message.textContent).toContain(words);
});

test("it says why a check was not finished", () => {
  make(check({ state: "failed", reason: "The engine is away." }));
  expect(place.textContent).toContain("could not be finished. The engine is away.");
});

test("it looks again whether the files are what was checked when they change", async () => {
  make(check());
  made.bench.take([]);
  expect(gate.whyNot()).toContain("have changed since");
  expect(later.at(-1)?.wait).toBe(1500);
  await poll(); // they are as they were
  expect(gate.whyNot()).toBe("");
});

test("it lets nobody check or publish what is archived", async () => {
  make(check(), { editable: false });
  await gate.start();
  expect(did).toEqual([]);
  expect(place.querySelector("#with-mutants")).toBeNull();
});
