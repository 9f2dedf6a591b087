import { beforeEach, expect, test } from "vitest";
import { aReply, aView, ENDED, exchange, FakePlatform, FakeWire, GONE, REQUEST, settle } from "./fixtures.ts";
import { Session } from "./session.ts";
import type { Snapshot } from "./snapshot.ts";
import { Refused } from "./wire.ts";

const FILES = { "app.py": "x" };
let wire: FakeWire;
let platform: FakePlatform;
let stages: string[];

const make = (): Session =>
  new Session(
    wire,
    "/consoles",
    (now: Snapshot, before: Snapshot) => {
      if (now.stage !== before.stage) {
        stages.push(now.stage);
      }
    },
    platform,
  );
const started = async (): Promise<Session> => {
  const session = make();
  await session.start("python-flask", FILES);
  await settle();
  return session;
};

beforeEach(() => {
  sessionStorage.clear();
  [wire, platform, stages] = [new FakeWire(), new FakePlatform(), []];
});

test("it opens a console and follows it until it is ready", async () => {
  wire.views = [
    aView({ state: "queued", place: 2, phase: "" }),
    aView({ phase: "preparing" }),
    aView({ phase: "starting" }),
    aView(),
  ];
  const session = await started();
  expect(session.snapshot).toMatchObject({ stage: "queued", place: 2, started: { stack: "python-flask" } });
  expect(platform.pause).toBe(200);
  await platform.turn(3);
  expect(stages).toEqual(["queued", "preparing", "starting", "ready"]);
});

test("it looks often while something is pending, and now and then while nothing is", async () => {
  const session = await started();
  await platform.turn();
  expect(platform.pause).toBe(3000);
  wire.views = [aView({ answers: [exchange(1, null)] }), aView({ answers: [exchange(1)] }), aView()];
  await session.ask(REQUEST);
  await settle();
  expect(platform.pause).toBe(200);
  await platform.turn(2);
  expect(session.snapshot.exchanges[0]?.answer?.type).toBe("reply");
  expect(platform.pause).toBe(3000);
});

test("it looks less often where nothing has been new for long", async () => {
  wire.views = [aView({ state: "queued", place: 9, phase: "" })];
  await started();
  await platform.turn(40);
  expect(platform.pause).toBe(500);
});

test("it asks for what came after the last answer", async () => {
  wire.views = [aView({ answers: [exchange(1), exchange(2)] }), aView()];
  await started();
  await platform.turn();
  expect(wire.afters).toEqual([0, 2]);
});

test("it shows a command before its answer is there", async () => {
  wire.views = [aView(), aView({ answers: [] })];
  const session = await started();
  expect(await session.ask(REQUEST)).toBe(true);
  expect(session.snapshot.exchanges).toEqual([exchange(1, null)]);
});

test("it stops looking when the console has ended", async () => {
  wire.views = [ENDED];
  const session = await started();
  expect(session.snapshot).toMatchObject({ stage: "ended", label: "Ended", sentence: "It was idle." });
  expect(platform.pause).toBeNull();
  expect(await session.ask(REQUEST)).toBe(false);
});

test("it does not look while nobody does, and looks at once when somebody is back", async () => {
  const session = await started();
  platform.hidden = true;
  await platform.turn();
  expect(platform.pause).toBeNull();
  platform.hidden = false;
  wire.views = [ENDED];
  platform.comeBack();
  await settle();
  expect(session.snapshot.stage).toBe("ended");
});

test("it tells of a lost network, waits longer each time, and goes on", async () => {
  wire.views = [aView(), new TypeError("network"), new Refused("Not available", 503), aView()];
  const session = await started();
  await platform.turn();
  expect(session.snapshot.isInTrouble).toBe(true);
  const first = platform.pause as number;
  await platform.turn();
  expect(platform.pause).toBeGreaterThan(first);
  await platform.turn();
  expect(session.snapshot.isInTrouble).toBe(false);
});

test("it says why a console was refused and lets the one before go on", async () => {
  const session = await started();
  wire.refusal = new Refused("You have 5 runs waiting.", 429);
  await session.start("python-flask", FILES);
  expect(session.snapshot).toMatchObject({ stage: "ready", error: "You have 5 runs waiting.", isOpening: false });
  wire.refusal = new TypeError("network");
  await session.start("python-flask", FILES);
  expect(session.snapshot.error).toContain("could not be reached");
});

test("it says why a command was refused", async () => {
  const session = await started();
  wire.refusal = new Refused("A path begins with a slash.", 400);
  expect(await session.ask(REQUEST)).toBe(false);
  expect(session.snapshot).toMatchObject({ error: "A path begins with a slash.", isAsking: false, exchanges: [] });
});

test("it opens one console however often one presses", async () => {
  const session = make();
  const both = [session.start("a", FILES), session.start("a", FILES)];
  await Promise.all(both);
  expect(wire.asked).toEqual(["open a"]);
});

test("it forgets what was asked of the console before", async () => {
  wire.views = [aView({ answers: [exchange(1)] }), aView({ state: "queued", phase: "" })];
  const session = await started();
  expect(session.snapshot.exchanges).toHaveLength(1);
  await session.start("python-flask", FILES);
  await settle();
  expect(session.snapshot).toMatchObject({ stage: "queued", exchanges: [] });
});

test("it takes no answer of a console that was left", async () => {
  const session = await started();
  let give: (view: ReturnType<typeof aView>) => void = () => undefined;
  const slow = new Promise<ReturnType<typeof aView>>((done) => {
    give = done;
  });
  const real = wire.view.bind(wire);
  wire.view = () => slow;
  const turning = platform.turn();
  wire.view = real;
  await session.start("other", FILES);
  await settle();
  give(ENDED);
  await turning;
  expect(session.snapshot.stage).toBe("ready");
});

test("it closes and says who closed it", async () => {
  const session = await started();
  wire.views = [ENDED];
  await session.stop();
  await settle();
  expect(wire.asked).toContain("close");
  expect(session.snapshot.sentence).toBe("You stopped it.");
});

test("it says so when it could not be closed", async () => {
  const session = await started();
  wire.refusal = new TypeError("network");
  await session.stop();
  expect(session.snapshot.error).toContain("could not be reached");
});

test("it finds its console again after a reload, with what was asked", async () => {
  await started();
  wire.views = [aView({ answers: [exchange(1, aReply({ status: 201 }))] })];
  const later = make();
  later.resume();
  await settle();
  expect(later.snapshot).toMatchObject({ stage: "ready", started: { stack: "python-flask", files: FILES } });
  expect(later.snapshot.exchanges).toHaveLength(1);
});

test("it begins anew where the console is gone", async () => {
  await started();
  wire.views = [GONE];
  const later = make();
  later.resume();
  await settle();
  expect(later.snapshot).toMatchObject({ stage: "ended", label: "Lost" });
  const last = make();
  last.resume();
  expect(last.snapshot.stage).toBe("idle");
});

test("it looks no more once it is disposed of", async () => {
  const session = await started();
  session.dispose();
  expect(platform.pause).toBeNull();
});
