/** Lanes, times, zoom, peaks and data URIs: arithmetic without a page. */
import { describe, expect, it } from "vitest";
import { mediaName, readDataUri } from "./dataUri";
import { loudest, overview, peaksOf, readPeaks, silence, valueCount } from "./peaks";
import { assignStacks } from "./stacks";
import { exactTime, formatTime, parseTime, timeTicks } from "./time";
import { clampZoom, scrollFor, sliderOfZoom, SLIDER_STEPS, zoomOfSlider, zoomRange } from "./zoom";

describe("stacks", () => {
  const lanes = (...ranges: [number, number][]) =>
    assignStacks(ranges.map(([start, end]) => ({ start, end }))).map(({ lane, lanes }) => [lane, lanes]);

  it("give the whole height to what overlaps with nothing", () => {
    expect(lanes([0, 1], [1, 2], [5, 6])).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
  });
  it("use as few as possible, the same number for all that are connected", () => {
    expect(lanes([0, 4], [1, 2], [3, 6], [5, 8], [9, 10])).toEqual([
      [0, 2],
      [1, 2],
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
  });
  it("never put two at the same time into one lane", () => {
    const ranges = Array.from({ length: 60 }, (_, i) => ({ start: i * 0.7, end: i * 0.7 + 1 + ((i * 37) % 11) }));
    const stacks = assignStacks(ranges);
    ranges.forEach((a, i) =>
      ranges.slice(0, i).forEach((b, j) => {
        if (a.start < b.end && b.start < a.end) expect(stacks[i]?.lane).not.toBe(stacks[j]?.lane);
      }),
    );
    expect(stacks.every(({ lane, lanes }) => lane < lanes)).toBe(true);
  });
});

describe("times", () => {
  it.each([
    [0, 1, "0:00.0"],
    [75.5, 1, "1:15.5"],
    [59.96, 1, "1:00.0"],
    [3599.999, 2, "1:00:00.00"],
    [7205, 0, "2:00:05"],
    [-1, 0, "0:00"],
    [NaN, 1, "–"],
  ])("%d with %d places is %s", (seconds, places, text) => {
    expect(formatTime(seconds, places)).toBe(text);
  });

  it.each([0, 0.5, 1.25, 61.0001, 3723.4567, 7199.9])("%d is read as it is written", (seconds) => {
    expect(parseTime(exactTime(seconds))).toBeCloseTo(seconds, 4);
  });
  it("are written without zeros that say nothing", () => {
    expect([exactTime(1), exactTime(1.25), exactTime(0.1234)]).toEqual(["0:01.0", "0:01.25", "0:00.1234"]);
  });

  it.each([
    ["75.5", 75.5],
    ["1:15,5", 75.5],
    ["1:02:03", 3723],
    [".5", 0.5],
    ["-1", null],
    ["", null],
    ["1:2:3:4", null],
    ["abc", null],
  ])("%s is read as %d", (text, seconds) => {
    expect(parseTime(text)).toBe(seconds);
  });

  it("have as many marks as there is room for", () => {
    expect(timeTicks(0, 10, 40).map(({ text }) => text)).toEqual(["0:00", "0:02", "0:04", "0:06", "0:08", "0:10"]);
    expect(timeTicks(0.9, 1.1, 1000).map(({ text }) => text)).toEqual(["0:00.9", "0:01.0", "0:01.1"]);
    for (const perSecond of [0.01, 0.1, 3, 77, 5000]) {
      const [from, to] = [100, 100 + 1000 / perSecond];
      const ticks = timeTicks(from, to, perSecond);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThan(16);
      expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length);
    }
    expect(timeTicks(0, 0, 0)).toEqual([]);
  });
});

describe("zoom", () => {
  it("lies between all of it and the limit of the settings", () => {
    const range = zoomRange(600, 60, 5000);
    expect(range).toEqual({ fit: 10, max: 5000 });
    expect(clampZoom(1, range)).toBe(10);
    expect(clampZoom(9999, range)).toBe(5000);
    expect(clampZoom(NaN, range)).toBe(10);
  });
  it("of two hours stays within what browsers lay out", () => {
    expect(zoomRange(600, 7200, 5000).max * 7200).toBeLessThanOrEqual(16_000_000);
  });
  it("never has a limit below the whole", () => {
    expect(zoomRange(600, 0.1, 5000)).toEqual({ fit: 6000, max: 6000 });
    expect(zoomRange(600, 10, 0)).toEqual({ fit: 60, max: 60 });
    expect(sliderOfZoom(60, zoomRange(600, 10, 0))).toBe(0);
  });
  it("has every step of the slider", () => {
    const range = zoomRange(600, 60, 5000);
    for (let i = 0; i <= SLIDER_STEPS; i += 1) expect(sliderOfZoom(zoomOfSlider(i, range), range)).toBe(i);
  });
  it("leaves a time where it is", () => {
    expect(scrollFor(10, 100, 50)).toBe(400);
    expect(scrollFor(1, 100, 50)).toBe(0);
  });
});

describe("peaks", () => {
  it("are the highest and lowest of each stretch, of all channels", () => {
    const data = new Float32Array(8000).fill(0);
    const other = new Float32Array(8000).fill(0);
    data[10] = 0.5;
    other[11] = -0.75;
    const { channels } = peaksOf([data, other], 1);
    expect(channels[0]).toHaveLength(4000);
    expect([channels[0]?.[5], channels[1]?.[5]]).toEqual([0.5, -0.75]);
    expect(loudest(overview({ channels, duration: 1 }, 4))).toBe(0.75);
  });
  it("have a limit for long recordings, and no more than there are samples", () => {
    expect(valueCount(3600, 28_800_000)).toBe(240_000);
    expect(valueCount(1, 10)).toBe(10);
    expect(peaksOf([new Float32Array(0)], 3)).toEqual(silence(3));
  });
  it("are read from the server, whatever the channels", () => {
    expect(readPeaks({ duration: 2, peaks: [0.5, 1] })).toEqual({ duration: 2, channels: [[0.5, 1]] });
    expect(readPeaks({ duration: 2, peaks: [[0.5], [-1]] })?.channels).toEqual([[1]]);
  });
  it.each([null, "x", {}, { duration: 0, peaks: [1] }, { duration: 2, peaks: [] }, { duration: 2, peaks: ["a"] }])(
    "are not read from %j",
    (answer) => {
      expect(readPeaks(answer)).toBeNull();
    },
  );
  it("of silence have no loudest value that would be divided by", () => {
    expect(loudest([0, 0])).toBe(1);
  });
});

describe("data URIs", () => {
  it("are read", async () => {
    const blob = readDataUri("data:audio/wav;base64,aGk=") as Blob;
    expect([blob.type, blob.size]).toEqual(["audio/wav", 2]);
    expect((readDataUri("data:audio/wav,h%69") as Blob).size).toBe(2);
    expect((readDataUri("data:audio/wav;base64,aGk%3D") as Blob).size).toBe(2);
  });
  it("are told from addresses, and from what is broken", () => {
    expect(readDataUri("media/x/a.wav")).toBeNull();
    expect(readDataUri("data:audio/wav;base64,***")).toBe("broken");
    expect(readDataUri("data:nothing")).toBe("broken");
  });
  it.each([
    ["media/t/a%20b.wav", undefined, "a b.wav"],
    ["media/t/a.wav?x=1", undefined, "a.wav"],
    ["data:audio/wav;base64,aGk=", "/home/me/c.wav", "c.wav"],
    ["data:audio/wav;base64,aGk=", undefined, ""],
    ["media/t/100%.wav", undefined, "100%.wav"],
    ["x.wav", "C:\\sounds\\d.wav", "d.wav"],
  ])("%s with path %s is called %s", (src, path, name) => {
    expect(mediaName(src, path)).toBe(name);
  });
});
