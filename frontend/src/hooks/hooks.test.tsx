import { act, cleanup, render, renderHook } from "@testing-library/react";
import { StrictMode, useLayoutEffect } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { useKept } from "./useKept";
import { useNewest } from "./useNewest";
import { useStable } from "./useStable";

afterEach(cleanup);

describe("useKept", () => {
  it("makes a value only when an input is another one, and from the one before", () => {
    const make = vi.fn((before: number[] | undefined) => [...(before ?? []), before?.length ?? 0]);
    const { result, rerender } = renderHook(({ input }) => useKept(make, [input]), { initialProps: { input: "a" } });
    const first = result.current;
    rerender({ input: "a" });
    expect(result.current).toBe(first);
    rerender({ input: "b" });
    expect(result.current).toEqual([0, 1]);
    expect(make.mock.calls.map(([before]) => before)).toEqual([undefined, [0]]);
  });

  it("tells values apart as Object.is does: NaN is the same, +0 and -0 are not", () => {
    const make = vi.fn(() => ({}));
    const { rerender } = renderHook(({ input }) => useKept(make, [input]), { initialProps: { input: NaN } });
    rerender({ input: NaN });
    expect(make).toHaveBeenCalledTimes(1);
    rerender({ input: 0 });
    rerender({ input: -0 });
    expect(make).toHaveBeenCalledTimes(3);
  });

  it("draws nothing with a value that belongs to other inputs", () => {
    const pairs: [number, number][] = [];
    function Show({ input }: { input: number }) {
      const made = useKept(() => input * 10, [input]);
      useLayoutEffect(() => void pairs.push([input, made]));
      return null;
    }
    const { rerender } = render(<Show input={1} />, { wrapper: StrictMode });
    for (const input of [2, 2, 3]) rerender(<Show input={input} />);
    expect(pairs.every(([input, made]) => made === input * 10)).toBe(true);
    expect(pairs.at(-1)).toEqual([3, 30]);
  });
});

describe("useNewest and useStable", () => {
  it("call the newest function under the same name", () => {
    const { result, rerender } = renderHook(({ n }) => useStable((by: number) => n * by), { initialProps: { n: 2 } });
    const first = result.current;
    rerender({ n: 5 });
    expect(result.current).toBe(first);
    expect(first(3)).toBe(15);
  });

  it("are set before other effects of the same drawing", () => {
    const seen: number[] = [];
    function Show({ n }: { n: number }) {
      const newest = useNewest(n);
      useLayoutEffect(() => void seen.push(newest.current));
      return null;
    }
    const { rerender } = render(<Show n={1} />);
    act(() => rerender(<Show n={2} />));
    expect(seen).toEqual([1, 2]);
  });
});
