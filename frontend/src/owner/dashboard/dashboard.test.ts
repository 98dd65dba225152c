import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { makeFormat } from "./format";
import { makeTicks, pickPlaces } from "./plots/scales";

describe("axes", () => {
  it("have few round numbers that reach as far as the data", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 1, max: 8 }), (most, n) => {
        const ticks = makeTicks(most, n);
        expect(ticks[0]).toBe(0);
        expect(ticks[ticks.length - 1]).toBeGreaterThanOrEqual(most);
        expect(ticks.length).toBeLessThanOrEqual(n + 2);
        expect(ticks.every(Number.isInteger)).toBe(true);
      }),
    );
  });

  it("name no two places that are close, and always the last one", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 }), (found) => {
        const places = found.sort((a, b) => a - b);
        const picked = pickPlaces(places, 90);
        expect(picked[picked.length - 1]).toBe(places.length - 1);
        picked.slice(1).forEach((place, i) => expect(places[place]! - places[picked[i]!]!).toBeGreaterThanOrEqual(90));
      }),
    );
  });
});

describe("figures", () => {
  const format = makeFormat("en");

  it("are written with their units", () => {
    expect(format.duration(8.44)).toBe("8.4 sec");
    expect(format.duration(150)).toBe("3 min");
    expect(format.duration(3 * 3600 + 20 * 60)).toBe("3 hr 20 min");
    expect(format.duration(3 * 3600 - 1)).toBe("3 hr");
    expect(format.share(0.001)).toBe("< 1%");
    expect(format.share(0)).toBe("0%");
    expect(format.ago(1000, 1000 + 7200)).toBe("2 hr. ago");
  });

  it("say of the work what the sidebar says: never that all is done before it is", () => {
    const shown = [0, 0.0084, 0.29, 0.5, 0.9999, 1].map((share) => makeFormat("en").done(share));
    expect(shown).toEqual(["0%", "0%", "29%", "50%", "99%", "100%"]);
  });

  it("name periods as the server does, whatever the time zone of the browser", () => {
    expect(format.period("2023-11-14")).toBe("Nov 14");
    expect(format.period("2023-11-14 22:00")).toBe("Nov 14, 22:00");
    expect(format.period("2023-11")).toBe("Nov 2023");
    expect(format.period("2023-W46")).toBe("2023-W46");
  });
});
