import { describe, expect, it } from "vitest";
import { swipeDirection, swipeOffset } from "./swipe";

const start = { x: 200, y: 300, time: 0 };
const to = (dx: number, dy: number, time = 200) => ({ x: 200 + dx, y: 300 + dy, time });

describe("swipeDirection", () => {
  it("tells left from right", () => {
    expect(swipeDirection(start, to(-120, 10))).toBe("left");
    expect(swipeDirection(start, to(80, -20))).toBe("right");
  });

  it.each([
    ["short", to(79, 0)],
    ["steep", to(100, 60)],
    ["slow", to(120, 0, 600)],
    ["a scroll", to(5, 300)],
  ])("does not take %s for a swipe", (_, end) => {
    expect(swipeDirection(start, end)).toBeNull();
  });
});

describe("swipeOffset", () => {
  it("follows a flat movement and ignores scrolling", () => {
    expect(swipeOffset(start, to(-60, 5))).toBe(-60);
    expect(swipeOffset(start, to(8, 0))).toBe(0);
    expect(swipeOffset(start, to(30, 80))).toBe(0);
  });
});
