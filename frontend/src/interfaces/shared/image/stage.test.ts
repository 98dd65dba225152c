import { describe, expect, it, vi } from "vitest";
import { screenPoint } from "../../../geometry/points";
import { toImage } from "../../../geometry/viewport";
import { choosePart } from "./Sharpened";
import { chooseSource, fileName, partUrl } from "./source";
import { Stage } from "./stage";

const make = (picture = { width: 4000, height: 3000 }) => {
  const stage = new Stage();
  stage.setPicture(picture);
  stage.setFrame({ width: 800, height: 600 });
  return stage;
};

describe("Stage", () => {
  it("fits the picture as soon as both sizes are known, and while nobody zooms", () => {
    const stage = make();
    expect(stage.viewport.scale).toBe(0.2);
    stage.setFrame({ width: 400, height: 300 });
    expect(stage.viewport.scale).toBe(0.1);
  });

  it("keeps the middle when its frame changes after that", () => {
    const stage = make();
    stage.zoomBy(4, screenPoint(100, 100));
    const before = toImage(stage.viewport, screenPoint(400, 300));
    stage.setFrame({ width: 500, height: 500 });
    const after = toImage(stage.viewport, screenPoint(250, 250));
    expect(after[0]).toBeCloseTo(before[0]);
    expect(after[1]).toBeCloseTo(before[1]);
  });

  it("tells only what changes", () => {
    const stage = make();
    const listen = vi.fn();
    const stop = stage.subscribe(listen);
    stage.fit();
    stage.panBy(50, 50);
    expect(listen).not.toHaveBeenCalled();
    stage.zoomBy(2);
    expect(listen).toHaveBeenCalledOnce();
    stop();
    stage.zoomBy(2);
    expect(listen).toHaveBeenCalledOnce();
  });
});

describe("sources", () => {
  const src = "media/abc/a%20b.jpg";

  it("are reduced where the server has a large picture, or one that browsers don't show", () => {
    const facts = { mimetype: "image/jpeg", width: 10_000, height: 10_000 };
    expect(chooseSource(src, facts)).toMatchObject({ url: `${src}?size=2048`, isReduced: true });
    expect(chooseSource(src, { ...facts, width: 400 })).toMatchObject({ url: src, isReduced: false });
    expect(chooseSource(src, { ...facts, width: 40, height: 30, mimetype: "image/tiff" }).isReduced).toBe(true);
    expect(chooseSource("https://example.com/a.jpg", facts).isReduced).toBe(false);
    expect(chooseSource(src, null)).toEqual({ url: src, size: null, isReduced: false });
  });

  it("have names that people know", () => {
    expect(fileName(src)).toBe("a b.jpg");
    expect(fileName("a/b%zz.png?x=1")).toBe("b%zz.png");
    expect(fileName(`data:image/png;base64,${"A".repeat(99)}`)).toHaveLength(31);
  });
});

describe("the sharp part", () => {
  const natural = { width: 10_000, height: 8_000 };

  it("is asked for where the reduced picture is not enough", () => {
    const stage = make(natural);
    expect(choosePart(stage, natural, natural, "media/t/a.jpg", 1)).toBe(null);
    stage.zoomBy(20);
    const part = choosePart(stage, natural, natural, "media/t/a.jpg", 1)!;
    const { x, y, width, height } = part.box;
    expect(part.url).toBe(partUrl("media/t/a.jpg", part.box, width));
    expect([x + width / 2, y + height / 2]).toEqual([5000, 4000]);
  });

  it("counts px of the file, whatever the space of the task is", () => {
    const space = { width: 1000, height: 800 };
    const stage = make(space);
    stage.zoomBy(30);
    const part = choosePart(stage, space, natural, "media/t/a.jpg", 2)!;
    expect(part.box.x + part.box.width / 2).toBeCloseTo(500);
    expect(part.url).toContain(`region=${Math.round(part.box.x * 10)},`);
  });
});
