import { afterEach, describe, expect, it, vi } from "vitest";
import { randomId } from "./randomId";

afterEach(() => vi.unstubAllGlobals());

describe("randomId", () => {
  it("is another one each time", () => {
    expect(new Set(Array.from({ length: 100 }, randomId)).size).toBe(100);
  });

  it("works on a page without TLS, where browsers make no such names", () => {
    const { getRandomValues } = crypto;
    vi.stubGlobal("crypto", { getRandomValues: getRandomValues.bind(crypto) });
    expect(randomId()).toMatch(/^[0-9a-f]{32}$/);
    expect(randomId()).not.toBe(randomId());
  });
});
