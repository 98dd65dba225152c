import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sidesWithMore, watchScrolling } from "./watchScrolling";

interface Box {
  left?: number;
  top?: number;
  width?: number;
  height?: number;
  isRtl?: boolean;
}

/** A box of 100 by 100 pixels; jsdom has no layout. */
function makeBox({ left = 0, top = 0, width = 100, height = 100, isRtl = false }: Box): HTMLElement {
  const box = document.createElement("div");
  box.className = "prodigy-scrolls";
  box.style.direction = isRtl ? "rtl" : "ltr";
  const sizes = { clientWidth: 100, clientHeight: 100, scrollWidth: width, scrollHeight: height };
  const all = { ...sizes, scrollLeft: left, scrollTop: top };
  for (const [name, value] of Object.entries(all)) Object.defineProperty(box, name, { value, writable: true });
  document.body.append(box);
  return box;
}

const frame = () => vi.advanceTimersByTime(20);
let stop = () => {};

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = "";
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe("sidesWithMore", () => {
  it.each<[string, Box, string]>([
    ["nothing is cut off", {}, ""],
    ["a rounding error", { width: 102, height: 101 }, ""],
    ["the start of a long row", { width: 300 }, "right"],
    ["its middle", { width: 300, left: 100 }, "left right"],
    ["its end", { width: 300, left: 200 }, "left"],
    ["all but a hair of its end", { width: 300, left: 198.5 }, "left"],
    ["the top of a long text", { height: 500 }, "bottom"],
    ["the middle of a wide and long one", { width: 300, height: 500, left: 50, top: 50 }, "left right top bottom"],
    ["the start of a row from right to left", { width: 300, isRtl: true }, "left"],
    ["its middle", { width: 300, left: -100, isRtl: true }, "left right"],
    ["its end", { width: 300, left: -200, isRtl: true }, "right"],
  ])("%s", (_what, box, sides) => expect(sidesWithMore(makeBox(box))).toBe(sides));
});

describe("watchScrolling", () => {
  const more = (box: HTMLElement) => box.getAttribute("data-prodigy-more");

  it("marks what is there, and what comes", async () => {
    const first = makeBox({ height: 300 });
    stop = watchScrolling();
    frame();
    expect(more(first)).toBe("bottom");
    const second = makeBox({ width: 300 });
    await Promise.resolve();
    frame();
    expect(more(second)).toBe("right");
  });

  it("follows whoever scrolls, and takes marks away", () => {
    const box = makeBox({ height: 300 });
    stop = watchScrolling();
    frame();
    box.scrollTop = 200;
    box.dispatchEvent(new Event("scroll"));
    frame();
    expect(more(box)).toBe("top");
    Object.defineProperty(box, "scrollHeight", { value: 100 });
    box.scrollTop = 0;
    window.dispatchEvent(new Event("resize"));
    frame();
    expect(more(box)).toBeNull();
  });

  it("looks once for many changes of a moment, and writes nothing that is there", () => {
    const box = makeBox({ height: 300 });
    stop = watchScrolling();
    frame();
    const write = vi.spyOn(box, "setAttribute");
    const request = vi.spyOn(window, "requestAnimationFrame");
    for (let i = 0; i < 5; i += 1) box.dispatchEvent(new Event("scroll"));
    frame();
    expect([request.mock.calls.length, write.mock.calls.length]).toEqual([1, 0]);
  });

  it("hears nothing more after it was stopped", () => {
    const box = makeBox({ height: 300 });
    watchScrolling()();
    frame();
    window.dispatchEvent(new Event("resize"));
    frame();
    expect(more(box)).toBeNull();
  });
});
