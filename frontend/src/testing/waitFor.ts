import { vi } from "vitest";

/** For machines that do several things at once: part of a view is loaded when it is shown. */
export const WAIT_MS = 20_000;

/** Try a check again until it holds, as `vi.waitFor` does for a second only. */
export const waitFor = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: WAIT_MS });
