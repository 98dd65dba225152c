import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { loopGuard, MAX_NESTED } from "./loopGuard";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("stops a loop and says so once", () => {
  const errors = vi.spyOn(console, "error").mockImplementation(() => {});
  const guard = loopGuard();
  const allowed = Array.from({ length: MAX_NESTED + 20 }, () => guard.mayNest());
  expect(allowed.filter(Boolean)).toHaveLength(MAX_NESTED);
  expect(guard.isStopped()).toBe(true);
  expect(errors).toHaveBeenCalledTimes(1);
});

it("begins anew after a pause", () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const guard = loopGuard();
  for (let i = 0; i < MAX_NESTED + 1; i += 1) guard.mayNest();
  vi.runAllTimers();
  expect(guard.isStopped()).toBe(false);
  expect(guard.mayNest()).toBe(true);
});
