import { describe, expect, it } from "vitest";
import { isSame, mergePatch } from "./json";

describe("isSame", () => {
  it("looks at content, not at identity or order of keys", () => {
    expect(isSame({ a: [1, { b: null }], c: 2 }, { c: 2, a: [1, { b: null }] })).toBe(true);
  });

  it.each([
    [{ a: 1 }, { a: 1, b: undefined }],
    [
      [1, 2],
      [2, 1],
    ],
    [[], {}],
    [null, {}],
    [0, false],
  ])("%j differs from %j", (a, b) => {
    expect(isSame(a, b)).toBe(false);
  });
});

describe("mergePatch", () => {
  it("removes keys with undefined and keeps null", () => {
    expect(mergePatch<Record<string, unknown>>({ a: 1, b: 2 }, { a: undefined, b: null })).toEqual({ b: null });
  });

  it("returns the same object when nothing changes", () => {
    const task = { spans: [{ start: 0 }] };
    expect(mergePatch<Record<string, unknown>>(task, { spans: [{ start: 0 }], gone: undefined })).toBe(task);
  });

  it("leaves the original unchanged", () => {
    const task = { a: 1 };
    mergePatch<Record<string, unknown>>(task, { a: 2 });
    expect(task).toEqual({ a: 1 });
  });
});
