/**
 * Runs before each test file. Files share a process and its page, as a page of their own takes ten times as long
 * as their tests: each leaves both as it found them.
 */
import { cleanup } from "@testing-library/react";
import { afterAll, afterEach, vi } from "vitest";

afterEach(() => {
  cleanup(); // the library would do it itself, but only for the file that loads it first
  getSelection()?.removeAllRanges();
});

afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  document.body.replaceChildren();
  for (const root of [document.documentElement, document.body]) {
    for (const name of root.getAttributeNames()) root.removeAttribute(name);
  }
  localStorage.clear();
  sessionStorage.clear();
  history.replaceState(null, "", "/");
});
