import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { REST_MS, restTimer } from "./restTimer";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("restTimer", () => {
  it("does it once after a rest, however often it is asked", () => {
    vi.stubGlobal("requestIdleCallback", undefined);
    const callback = vi.fn();
    const timer = restTimer(callback);
    timer.wait();
    timer.wait();
    vi.advanceTimersByTime(REST_MS - 1);
    expect(callback).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(10_000);
    expect(callback).toHaveBeenCalledOnce();
  });

  it("waits for a free moment where the browser knows of one", () => {
    const free: (() => void)[] = [];
    vi.stubGlobal("requestIdleCallback", (run: () => void) => free.push(run));
    const cancel = vi.fn();
    vi.stubGlobal("cancelIdleCallback", cancel);
    const callback = vi.fn();
    const timer = restTimer(callback);
    timer.wait();
    vi.advanceTimersByTime(10_000);
    timer.wait();
    expect([free.length, callback.mock.calls.length]).toEqual([1, 0]);
    free[0]!();
    expect(callback).toHaveBeenCalledOnce();
    timer.wait();
    vi.advanceTimersByTime(REST_MS);
    timer.now();
    expect(cancel).toHaveBeenLastCalledWith(2);
    expect(callback).toHaveBeenCalledTimes(2);
  });

  it("hurries only for what waits", () => {
    vi.stubGlobal("requestIdleCallback", undefined);
    const callback = vi.fn();
    const timer = restTimer(callback);
    timer.hurry();
    expect(callback).not.toHaveBeenCalled();
    timer.wait();
    timer.hurry();
    timer.hurry();
    vi.advanceTimersByTime(10_000);
    expect(callback).toHaveBeenCalledOnce();
  });
});
