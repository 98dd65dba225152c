import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeLocks } from "../../testing/fakeTabs";
import { breakLock, getLock } from "./tabLock";

const never = new Promise<boolean>(() => {});
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

beforeEach(() => vi.stubGlobal("navigator", { locks: new FakeLocks() }));
afterEach(() => vi.unstubAllGlobals());

describe("the lock of a session", () => {
  it("is for one at a time, and free again when it is released", async () => {
    const release = await getLock("s", never);
    expect(release).toBeTypeOf("function");
    const second = getLock("s", never);
    expect(await Promise.race([second, soon().then(() => "waits")])).toBe("waits");
    release!();
    expect(await second).toBeTypeOf("function");
  });

  it("is another one for another session", async () => {
    expect(await getLock("a", never)).toBeTypeOf("function");
    expect(await getLock("b", never)).toBeTypeOf("function");
  });

  it("is not waited for when another tab says that it has it, or the time is over", async () => {
    await getLock("s", never);
    expect(await getLock("s", Promise.resolve(true))).toBeNull();
    expect(await getLock("s", Promise.resolve(false))).toBeNull();
  });

  it("is nobody's to decide where the browser has locks and lets no one use them", async () => {
    const request = () => Promise.reject(new DOMException("no", "SecurityError"));
    vi.stubGlobal("navigator", { locks: { request } });
    expect(await getLock("s", never)).toBeTypeOf("function");
  });

  it("is taken from a tab that does not answer", async () => {
    await getLock("s", never);
    await breakLock("s");
    expect(await getLock("s", never)).toBeTypeOf("function");
  });

  it("is no matter where there are none", async () => {
    vi.stubGlobal("navigator", {});
    await expect(breakLock("s")).resolves.toBeUndefined();
  });
});
