import { describe, expect, it } from "vitest";
import { random } from "../text/testTokens";
import { imagePoint, screenPoint } from "./points";
import {
  actualSize,
  fit,
  fitScale,
  panBy,
  pinch,
  reveal,
  scaleLimits,
  toImage,
  toScreen,
  visibleBox,
  zoomBy,
  zoomTo,
} from "./viewport";

const SCENE = { picture: { width: 4000, height: 3000 }, frame: { width: 800, height: 400 } };

describe("viewport", () => {
  it("shows all of the picture in the middle", () => {
    const viewport = fit(SCENE);
    expect(viewport.scale).toBeCloseTo(400 / 3000);
    expect(toScreen(viewport, imagePoint(2000, 1500))).toEqual([400, 200]);
    expect(visibleBox(viewport, SCENE)).toEqual({ x: 0, y: 0, width: 4000, height: 3000 });
  });

  it("does not blow up tiny pictures without end, and survives ones without a size", () => {
    expect(fitScale({ picture: { width: 4, height: 4 }, frame: SCENE.frame })).toBe(8);
    expect(fitScale({ picture: { width: 0, height: 0 }, frame: SCENE.frame })).toBeGreaterThan(0);
    expect(fitScale({ picture: SCENE.picture, frame: { width: 0, height: 0 } })).toBe(1);
  });

  it.each([1, 2, 3, 4, 5])("leads from the screen to the picture and back (seed %i)", (seed) => {
    const next = random(seed);
    let viewport = fit(SCENE);
    for (let i = 0; i < 60; i++) {
      const at = screenPoint(next(800), next(400));
      viewport = zoomBy(viewport, SCENE, at, 0.5 + next(200) / 100);
      viewport = panBy(viewport, SCENE, next(400) - 200, next(400) - 200);
      const [x, y] = toScreen(viewport, toImage(viewport, at));
      expect(x).toBeCloseTo(at[0], 6);
      expect(y).toBeCloseTo(at[1], 6);
      const { least, most } = scaleLimits(SCENE);
      expect(viewport.scale).toBeGreaterThanOrEqual(least);
      expect(viewport.scale).toBeLessThanOrEqual(most);
      // The frame stays filled.
      if (SCENE.picture.width * viewport.scale >= 800) {
        expect(viewport.x).toBeLessThanOrEqual(0);
        expect(viewport.x + SCENE.picture.width * viewport.scale).toBeGreaterThanOrEqual(800 - 1e-6);
      }
    }
  });

  it("keeps what is under the pointer there", () => {
    const start = zoomTo(fit(SCENE), SCENE, screenPoint(400, 200), 1);
    const at = screenPoint(300, 100);
    const before = toImage(start, at);
    const after = toImage(zoomBy(start, SCENE, at, 2), at);
    expect(after[0]).toBeCloseTo(before[0]);
    expect(after[1]).toBeCloseTo(before[1]);
  });

  it("shows px for px, also on screens with more of them", () => {
    expect(actualSize(fit(SCENE), SCENE).scale).toBe(1);
    expect(actualSize(fit(SCENE), SCENE, 2).scale).toBe(0.5);
  });

  it("holds what is between two fingers", () => {
    const start = zoomTo(fit(SCENE), SCENE, screenPoint(400, 200), 1);
    const before = [screenPoint(300, 200), screenPoint(500, 200)] as const;
    const now = [screenPoint(250, 220), screenPoint(650, 220)] as const;
    const end = pinch(start, SCENE, before, now);
    expect(end.scale).toBe(2);
    expect(toImage(end, screenPoint(450, 220))).toEqual(toImage(start, screenPoint(400, 200)));
    expect(pinch(start, SCENE, [before[0], before[0]], [before[0], before[0]]).scale).toBe(1);
  });

  it("brings a shape into sight, and leaves one that is seen", () => {
    const start = zoomTo(fit(SCENE), SCENE, screenPoint(400, 200), 1);
    const end = reveal(start, SCENE, { x: 3900, y: 10, width: 50, height: 50 });
    const [x, y] = toScreen(end, imagePoint(3900, 10));
    expect(x).toBeGreaterThan(0);
    expect(x).toBeLessThan(800);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(reveal(end, SCENE, { x: 3900, y: 10, width: 50, height: 50 })).toEqual(end);
    expect(reveal(start, SCENE, { x: 0, y: 0, width: 4000, height: 3000 }).scale).toBeLessThan(0.14);
  });
});
