import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EDGE_PX, edgeDirection, makeEdgeScroll } from "./edgeScroll";

describe("edgeDirection", () => {
  const area = { top: 100, bottom: 500 };

  it("scrolls towards the edge that is near, and not in between", () => {
    expect(edgeDirection(100 + EDGE_PX - 1, area, 800)).toBe(-1);
    expect(edgeDirection(100 + EDGE_PX, area, 800)).toBe(0);
    expect(edgeDirection(500 - EDGE_PX, area, 800)).toBe(0);
    expect(edgeDirection(500 - EDGE_PX + 1, area, 800)).toBe(1);
  });

  it("takes the edge of the window where that comes first", () => {
    expect(edgeDirection(260, area, 300)).toBe(1);
  });
});

describe("makeEdgeScroll", () => {
  let frames: FrameRequestCallback[] = [];
  const draw = () => frames.splice(0).forEach((frame) => frame(0));

  beforeEach(() => {
    frames = [];
    vi.stubGlobal("requestAnimationFrame", (run: FrameRequestCallback) => frames.push(run));
    vi.stubGlobal("cancelAnimationFrame", (id: number) => frames.splice(id - 1, 1));
    vi.spyOn(window, "scrollBy").mockImplementation(() => {});
  });
  afterEach(() => vi.unstubAllGlobals());

  it("goes on while the pointer rests at the edge, one step a frame", () => {
    const onScrolled = vi.fn();
    const scroll = makeEdgeScroll(document.createElement("div"), () => window.innerHeight - 1, onScrolled);
    scroll.start();
    scroll.start();
    expect(frames).toHaveLength(1);
    draw();
    draw();
    expect(onScrolled).toHaveBeenCalledTimes(2);
    scroll.stop();
    draw();
    expect(onScrolled).toHaveBeenCalledTimes(2);
  });

  it("ends by itself when nothing is dragged any more, or the pointer leaves the edge", () => {
    let y: number | null = 1;
    const onScrolled = vi.fn();
    const scroll = makeEdgeScroll(document.createElement("div"), () => y, onScrolled);
    scroll.start();
    draw();
    y = window.innerHeight / 2;
    draw();
    expect(frames).toHaveLength(0);
    y = null;
    scroll.start();
    draw();
    expect(onScrolled).toHaveBeenCalledTimes(1);
  });
});
