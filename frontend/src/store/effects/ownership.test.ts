import "fake-indexeddb/auto";
import { describe, expect, it, vi } from "vitest";
import { makeOwnership } from "./ownership";
import { browserStorage, type Storage } from "./storage";

const storage = browserStorage("ownership");
let count = 0;
const fresh = () => `session ${++count}`;

describe("makeOwnership", () => {
  it("counts the owners", async () => {
    const key = fresh();
    expect(await makeOwnership(storage, key).last()).toBe(0);
    expect(await makeOwnership(storage, key).succeed(0)).toBe(true);
    expect(await makeOwnership(storage, key).succeed(1)).toBe(true);
    expect(await makeOwnership(storage, key).last()).toBe(2);
  });

  it("lets one of many that claim at once succeed, and only it has a fence", async () => {
    const key = fresh();
    const tabs = Array.from({ length: 6 }, () => makeOwnership(storage, key));
    const won = await Promise.all(tabs.map((tab) => tab.succeed(0)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(tabs.map((tab) => tab.fence() !== undefined)).toEqual(won);
  });

  it("knows when another one came later", async () => {
    const key = fresh();
    const [first, second] = [makeOwnership(storage, key), makeOwnership(storage, key)];
    expect(await first.isOver()).toBeNull();
    await first.succeed(0);
    expect(await first.isOver()).toBe(false);
    await second.succeed(await second.last());
    expect([await first.isOver(), await second.isOver()]).toEqual([true, false]);
  });

  it("refuses what an owner before writes", async () => {
    const key = fresh();
    const [first, second] = [makeOwnership(storage, key), makeOwnership(storage, key)];
    await first.succeed(0);
    expect(await storage.change([["answers", 1]], [], first.fence())).toBe(true);
    await second.succeed(1);
    expect(await storage.change([["answers", 2]], [], first.fence())).toBe(false);
    expect(await storage.get(["answers"])).toEqual([1]);
  });

  it("owns where nothing can be stored: there is nothing to overwrite", async () => {
    const broken = {
      get: vi.fn().mockRejectedValue(new Error("no")),
      change: vi.fn().mockRejectedValue(new Error("no")),
    } as unknown as Storage;
    for (const store of [null, broken]) {
      const ownership = makeOwnership(store, fresh());
      expect(await ownership.last()).toBe(0);
      expect(await ownership.succeed(0)).toBe(true);
      expect(ownership.fence()).toBeUndefined();
      expect(await ownership.isOver()).toBeNull();
    }
  });
});
