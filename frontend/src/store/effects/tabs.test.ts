import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tabGuard, type TabGuard } from "./tabs";

/** Delivers messages to all other channels of the same name, as between tabs. */
class FakeChannel {
  static all: FakeChannel[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;

  constructor(readonly name: string) {
    FakeChannel.all.push(this);
  }

  postMessage(data: unknown) {
    const others = FakeChannel.all.filter((other) => other !== this && other.name === this.name);
    for (const other of others) queueMicrotask(() => other.onmessage?.({ data }));
  }

  close() {
    FakeChannel.all = FakeChannel.all.filter((other) => other !== this);
  }
}

const guards: TabGuard[] = [];

function open(name: string, onTaken = () => {}): TabGuard {
  const guard = tabGuard(name, onTaken, `tab ${guards.length}`);
  guards.push(guard);
  return guard;
}

beforeEach(() => {
  vi.stubGlobal("BroadcastChannel", FakeChannel);
});

afterEach(() => {
  for (const guard of guards.splice(0)) guard.stop();
  vi.unstubAllGlobals();
});

describe("tabGuard", () => {
  it("gives a session to the first tab only", async () => {
    expect(await open("alex").claim()).toBe(true);
    expect(await open("alex").claim()).toBe(false);
    expect(await open("jo").claim()).toBe(true);
  });

  it("lets a later tab take over", async () => {
    const onTaken = vi.fn();
    await open("alex", onTaken).claim();
    const second = open("alex");
    await second.claim();
    await second.takeOver();
    expect(onTaken).toHaveBeenCalledOnce();
    expect(await open("alex").claim()).toBe(true);
  });

  it("stays out of the way in browsers without channels", async () => {
    vi.stubGlobal("BroadcastChannel", undefined);
    expect(await open("alex").claim()).toBe(true);
  });
});
