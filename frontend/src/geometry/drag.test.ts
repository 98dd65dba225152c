import { describe, expect, it } from "vitest";
import { random } from "../text/testTokens";
import { drawBox, HANDLES, handlePoint, isDrawn, resizeBox } from "./drag";
import { imagePoint, type Box } from "./points";

const size = { width: 200, height: 100 };
const BOX: Box = { x: 40, y: 20, width: 60, height: 30 };

describe("drawBox", () => {
  it("goes from corner to corner in any direction", () => {
    const box = { x: 10, y: 20, width: 30, height: 40 };
    expect(drawBox(imagePoint(10, 20), imagePoint(40, 60), { size })).toEqual(box);
    expect(drawBox(imagePoint(40, 60), imagePoint(10, 20), { size })).toEqual(box);
  });

  it("ends at the edge of the picture", () => {
    expect(drawBox(imagePoint(150, 50), imagePoint(999, -5), { size })).toEqual({
      x: 150,
      y: 0,
      width: 50,
      height: 50,
    });
  });

  it("is a square with a fixed ratio, as large as fits", () => {
    expect(drawBox(imagePoint(10, 10), imagePoint(50, 20), { size, keepsRatio: true })).toMatchObject({
      width: 40,
      height: 40,
    });
    expect(drawBox(imagePoint(180, 10), imagePoint(260, 95), { size, keepsRatio: true })).toEqual({
      x: 180,
      y: 10,
      width: 20,
      height: 20,
    });
  });

  it("grows to both sides from the centre", () => {
    expect(drawBox(imagePoint(50, 50), imagePoint(60, 70), { size, fromCenter: true })).toEqual({
      x: 40,
      y: 30,
      width: 20,
      height: 40,
    });
    expect(drawBox(imagePoint(10, 50), imagePoint(90, 55), { size, fromCenter: true })).toEqual({
      x: 0,
      y: 45,
      width: 20,
      height: 10,
    });
    expect(drawBox(imagePoint(10, 50), imagePoint(90, 55), { size, fromCenter: true, keepsRatio: true })).toEqual({
      x: 0,
      y: 40,
      width: 20,
      height: 20,
    });
  });
});

describe("resizeBox", () => {
  it("moves only the edges of the handle", () => {
    expect(resizeBox(BOX, { x: 1, y: 1 }, imagePoint(120, 90), { size })).toEqual({
      x: 40,
      y: 20,
      width: 80,
      height: 70,
    });
    expect(resizeBox(BOX, { x: -1, y: 0 }, imagePoint(10, 90), { size })).toEqual({
      x: 10,
      y: 20,
      width: 90,
      height: 30,
    });
  });

  it("never turns over", () => {
    expect(resizeBox(BOX, { x: -1, y: 0 }, imagePoint(190, 0), { size })).toEqual({
      x: 99,
      y: 20,
      width: 1,
      height: 30,
    });
  });

  it.each([1, 2, 3])("keeps boxes on the picture, and their ratio where asked (seed %i)", (seed) => {
    const next = random(seed);
    for (let i = 0; i < 300; i++) {
      const [x, y] = [next(150), next(70)];
      const box = { x, y, width: 5 + next(200 - x - 5), height: 5 + next(100 - y - 5) };
      const handle = HANDLES[next(HANDLES.length)]!;
      const to = imagePoint(next(400) - 100, next(300) - 100);
      const [keepsRatio, fromCenter] = [next(2) === 0, next(2) === 0];
      const result = resizeBox(box, handle, to, { size, keepsRatio, fromCenter });
      const slack = 1e-9;
      expect(result.x).toBeGreaterThanOrEqual(-slack);
      expect(result.y).toBeGreaterThanOrEqual(-slack);
      expect(result.x + result.width).toBeLessThanOrEqual(200 + slack);
      expect(result.y + result.height).toBeLessThanOrEqual(100 + slack);
      expect(Math.min(result.width, result.height)).toBeGreaterThan(0);
      if (keepsRatio) expect(result.width / result.height).toBeCloseTo(box.width / box.height, 6);
      if (fromCenter) expect(result.x + result.width / 2).toBeCloseTo(box.x + box.width / 2, 6);
    }
  });

  it("puts its handles on corners and in the middle of edges", () => {
    expect(HANDLES.map((handle) => handlePoint(BOX, handle))).toEqual([
      [40, 20],
      [40, 50],
      [100, 50],
      [100, 20],
      [70, 20],
      [40, 35],
      [70, 50],
      [100, 35],
    ]);
  });
});

it("takes less than 3 px of the screen for a click", () => {
  expect(isDrawn({ x: 0, y: 0, width: 2.9, height: 2 }, 1)).toBe(false);
  expect(isDrawn({ x: 0, y: 0, width: 3, height: 1 }, 1)).toBe(true);
  expect(isDrawn({ x: 0, y: 0, width: 5, height: 5 }, 0.5)).toBe(false);
  expect(isDrawn({ x: 0, y: 0, width: 40, height: 0 }, 1)).toBe(false);
});
