import { expect, test } from "vitest";
import { Schemas } from "./schemas.ts";

test("it fetches a schema once, and none for other files", async () => {
  const asked: string[] = [];
  const schemas = new Schemas({ "problem.toml": "/schema.json" }, async (url) => {
    asked.push(String(url));
    return new Response('{"type": "object"}');
  });
  expect(await schemas.get("problem.toml")).toEqual({ type: "object" });
  await schemas.get("problem.toml");
  expect(await schemas.get("other.toml")).toBeNull();
  expect(asked).toEqual(["/schema.json"]);
});

test("it does without while the network is away, and asks again", async () => {
  let asked = 0;
  const replies = [() => Promise.reject(new TypeError()), async () => new Response("", { status: 500 })];
  const schemas = new Schemas({ "problem.toml": "/schema.json" }, () => {
    asked += 1;
    return (replies[asked - 1] as () => Promise<Response>)();
  });
  expect([await schemas.get("problem.toml"), await schemas.get("problem.toml"), asked]).toEqual([null, null, 2]);
});
