import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeChannel, FakeLocks } from "../../testing/fakeTabs";
import { browserStorage, type Storage } from "./storage";
import { tabGuard, type TabGuard } from "./tabs";

const guards: TabGuard[] = [];
const storage = browserStorage("tabs");
let count = 0;

interface Opened extends TabGuard {
  id: string;
}

function open(name: string, onTaken: () => void | Promise<void> = () => {}, store: Storage | null = storage): Opened {
  const id = `tab ${guards.length}`;
  const scope = `${name} ${count}`;
  const guard = tabGuard({ scope, id, storage: store, onTaken });
  guards.push(guard);
  return { ...guard, id };
}

const write = (tab: Opened) => storage.change([["answers", tab.id]], [], tab.fence());

/** What an earlier page leaves behind. */
async function openBefore(name: string) {
  const tab = open(name);
  await tab.claim();
  tab.stop();
}

beforeEach(() => {
  count++;
  vi.stubGlobal("BroadcastChannel", FakeChannel);
});

afterEach(() => {
  for (const guard of guards.splice(0)) guard.stop();
  FakeChannel.all = [];
  vi.unstubAllGlobals();
});

describe.each([
  { browser: "with locks", makeLocks: () => new FakeLocks() },
  // As on pages that come from another machine without TLS.
  { browser: "without locks", makeLocks: () => undefined },
])("a session in a browser $browser", ({ makeLocks }) => {
  beforeEach(() => {
    vi.stubGlobal("navigator", { locks: makeLocks() });
  });

  it("belongs to the first tab only", async () => {
    expect(await open("alex").claim()).toBe(true);
    expect(await open("alex").claim()).toBe(false);
    expect(await open("jo").claim()).toBe(true);
  });

  it.each(["nobody", "an earlier page"])(
    "belongs to one of several that claim it at once, after %s",
    async (before) => {
      const names = Array.from({ length: 10 }, (_, index) => `session ${index}`);
      if (before !== "nobody") await Promise.all(names.map(openBefore));
      const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
      const counts = await Promise.all(
        names.map(async (name, index) => {
          const claims = [0, 1, 2].map(async (turn) => {
            await pause(index * 2 * turn);
            return open(name).claim();
          });
          return (await Promise.all(claims)).filter(Boolean).length;
        }),
      );
      expect(counts).toEqual(names.map(() => 1));
    },
  );

  it("goes to a later tab that asks for it, once everything is stored", async () => {
    const steps: string[] = [];
    const first = open("alex", async () => {
      expect(await write(first)).toBe(true);
      steps.push("stored");
    });
    await first.claim();
    const second = open("alex");
    await second.claim();
    await second.takeOver();
    steps.push("taken");
    expect(steps).toEqual(["stored", "taken"]);
    expect(await open("alex").claim()).toBe(true);
  });

  it("goes to a later tab although the first says nothing, which then can't write", async () => {
    const first = open("alex", () => new Promise(() => {}));
    await first.claim();
    expect(await write(first)).toBe(true);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const taking = open("alex").takeOver();
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();
    await taking;
    expect(await write(first)).toBe(false);
    const third = open("alex");
    expect(await third.claim()).toBe(true);
    expect(await write(third)).toBe(true);
  });

  it("waits for nobody when the page before it is gone", async () => {
    const before = open("alex");
    await before.claim();
    before.stop();
    expect(await open("alex").claim()).toBe(true);
  });

  it("belongs to one tab of a browser that stores nothing", async () => {
    const onTaken = vi.fn();
    const tabs = [open("alex", onTaken, null), open("alex", onTaken, null)];
    const claims = await Promise.all(tabs.map((tab) => tab.claim()));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(claims.filter(Boolean).length - onTaken.mock.calls.length).toBe(1);
  });
});

describe("an old browser", () => {
  it("gives the session to whoever asks", async () => {
    vi.stubGlobal("BroadcastChannel", undefined);
    vi.stubGlobal("navigator", {});
    expect(await open("alex").claim()).toBe(true);
  });

  it("lets the database decide where locks can't be used", async () => {
    const request = () => Promise.reject(new DOMException("no", "SecurityError"));
    vi.stubGlobal("navigator", { locks: { request } });
    expect(await open("alex").claim()).toBe(true);
  });
});
