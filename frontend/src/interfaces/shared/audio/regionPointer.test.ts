import { fireEvent } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchRegionPointer, type Draft, type PointerHandlers } from "./regionPointer";
import type { Region } from "./regions";
import type { Wave } from "./wave";

/** Ten seconds on 1000 px: a pixel is a hundredth of a second. */
const REGION = { key: "r", start: 2, end: 4, isLocked: false } as Region;

let layer: HTMLElement;
let box: HTMLElement;
let done: [Draft, string | null][];
let drafts: (Draft | null)[];
let clicks: [string | undefined, number][];
let zooms: number[][];
let stop: () => void;
let selected: string | null;
let canEdit: boolean;

beforeEach(() => {
  [done, drafts, clicks, zooms, selected, canEdit] = [[], [], [], [], null, true];
  layer = document.createElement("div");
  layer.innerHTML = `<div data-region="r"><i data-edge="start"></i><i data-edge="end"></i><button class="prodigy-region-remove"></button></div>`;
  document.body.append(layer);
  box = layer.querySelector("[data-region]") as HTMLElement;
  const rect = { left: 0, right: 1000, width: 1000, top: 0, bottom: 100, height: 100 } as DOMRect;
  layer.getBoundingClientRect = () => rect;
  const wave = {
    box: () => rect,
    view: () => ({ perSecond: 100 }),
    zoom: (...args: number[]) => zooms.push(args),
    stopFollowing: () => {},
    ws: { getScroll: () => 0 },
    scroll: () => {},
  } as unknown as Wave;
  const handlers: PointerHandlers = {
    wave,
    duration: () => 10,
    regionOf: (key) => (key === "r" ? REGION : undefined),
    isSelected: (key) => key === selected,
    canEdit: (region) => canEdit && !region?.isLocked,
    onSeek: () => {},
    onClick: (region, time) => clicks.push([region?.key, time]),
    onDoubleClick: vi.fn(),
    onDraft: (draft) => drafts.push(draft),
    onDone: (draft, edge) => done.push([draft, edge]),
    onHover: () => {},
  };
  stop = watchRegionPointer(layer, handlers);
});
afterEach(() => {
  stop();
  layer.remove();
});

function drag(target: Element, from: number, to: number, more: PointerEventInit = {}) {
  const at = (clientX: number) => ({ clientX, clientY: 50, button: 0, pointerId: 1, pointerType: "mouse", ...more });
  fireEvent.pointerDown(target, at(from));
  fireEvent.pointerMove(target, at((from + to) / 2));
  fireEvent.pointerMove(target, at(to));
  fireEvent.pointerUp(target, at(to));
}

describe("the mouse", () => {
  it("draws a new region, in either direction", () => {
    drag(layer, 500, 700);
    drag(layer, 900, 800);
    expect(done).toEqual([
      [{ key: null, start: 5, end: 7 }, null],
      [{ key: null, start: 8, end: 9 }, null],
    ]);
  });

  it("moves a region, and its borders", () => {
    drag(box, 250, 350);
    drag(box.children[0] as Element, 201, 101);
    drag(box.children[1] as Element, 399, 499);
    expect(done).toEqual([
      [{ key: "r", start: 3, end: 5 }, null],
      [{ key: "r", start: 1, end: 4 }, "start"],
      [{ key: "r", start: 2, end: 5 }, "end"],
    ]);
  });

  it("draws inside of a region with alt", () => {
    drag(box, 250, 350, { altKey: true });
    expect(done).toEqual([[{ key: null, start: 2.5, end: 3.5 }, null]]);
  });

  it("clicks when it hardly moves", () => {
    drag(box, 300, 302);
    drag(layer, 800, 800);
    expect(clicks).toEqual([
      ["r", 3.02],
      [undefined, 8],
    ]);
    expect(done).toEqual([]);
  });

  it("leaves the cross of a region alone, and other buttons of the mouse", () => {
    drag(box.children[2] as Element, 300, 400);
    drag(layer, 300, 400, { button: 2 });
    expect([done, clicks]).toEqual([[], []]);
  });

  it("drops what is drawn on escape", () => {
    const at = (clientX: number) => ({ clientX, button: 0, pointerId: 1, pointerType: "mouse" });
    fireEvent.pointerDown(layer, at(100));
    fireEvent.pointerMove(layer, at(300));
    fireEvent.keyDown(document.body, { key: "Escape" });
    fireEvent.pointerUp(layer, at(300));
    expect([done, drafts.at(-1)]).toEqual([[], null]);
  });

  it("changes nothing where nothing may be changed", () => {
    canEdit = false;
    drag(layer, 500, 700);
    drag(box, 250, 350);
    expect([done, drafts]).toEqual([[], []]);
  });

  it("zooms to the pointer with ctrl and the wheel", () => {
    fireEvent.wheel(layer, { deltaY: -100, ctrlKey: true, clientX: 300 });
    expect(zooms[0]?.[0]).toBeGreaterThan(100);
    expect(zooms[0]?.slice(1)).toEqual([3, 300]);
    fireEvent.wheel(layer, { deltaY: -100, clientX: 300 });
    expect(zooms).toHaveLength(1);
  });
});

describe("fingers", () => {
  const touch = { pointerType: "touch" };

  it("draw over a region, and move it once it is selected", () => {
    drag(box, 250, 350, touch);
    selected = "r";
    drag(box, 250, 350, touch);
    expect(done.map(([draft]) => draft.key)).toEqual([null, "r"]);
  });

  it("do nothing when the browser scrolls the page instead", () => {
    const at = (clientX: number) => ({ clientX, button: 0, pointerId: 1, ...touch });
    fireEvent.pointerDown(layer, at(100));
    fireEvent.pointerMove(layer, at(200));
    fireEvent.pointerCancel(layer, at(200));
    expect([done, drafts.at(-1)]).toEqual([[], null]);
  });

  it("zoom when there are two, and draw nothing", () => {
    const at = (pointerId: number, clientX: number) => ({ clientX, button: 0, pointerId, ...touch });
    fireEvent.pointerDown(layer, at(1, 400));
    fireEvent.pointerDown(layer, at(2, 600));
    fireEvent.pointerMove(layer, at(2, 800));
    fireEvent.pointerUp(layer, at(2, 800));
    fireEvent.pointerUp(layer, at(1, 400));
    expect(zooms).toEqual([[200, 5, 600]]);
    expect([done, clicks]).toEqual([[], []]);
    drag(layer, 500, 700, touch);
    expect(done).toHaveLength(1);
  });
});
