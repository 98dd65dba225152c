/**
 * Runs before each test file. Files share a process and its page, as a page of their own takes ten times as long
 * as their tests: each leaves both as it found them.
 */
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, vi } from "vitest";
import { WAIT_MS } from "./waitFor";

configure({ asyncUtilTimeout: WAIT_MS }); // of `findBy...`

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
