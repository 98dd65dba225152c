/** What holds for every colour that somebody may choose. */
import { describe, expect, it } from "vitest";
import { random } from "../text/testTokens";
import { blend, contrast, ensureContrast, luminance, parseColor, readableTextColor, toHex, type Rgba } from "./color";

const next = random(21);
const colors = Array.from({ length: 300 }, (): Rgba => [next(256), next(256), next(256), 1]);
const hex = colors.map(toHex);

describe("colours", () => {
  it("are the same after they were written and read", () => {
    colors.forEach((color, i) => expect(parseColor(hex[i]!)).toEqual(color));
    colors.forEach(([r, g, b], i) => expect(parseColor(`rgb(${r}, ${g}, ${b})`)).toEqual(parseColor(hex[i]!)));
  });

  it("are read in short forms and with opacity", () => {
    expect(parseColor("#0f8")).toEqual([0, 255, 136, 1]);
    expect(parseColor(" #00FF8880 ")?.[3]).toBeCloseTo(0.5, 2);
    expect(parseColor("rgba(1 2 3 / 25%)")).toEqual([1, 2, 3, 0.25]);
    for (const wrong of ["", "#12", "#12345", "#1234567", "rgb(1, 2)", "#ggg"]) expect(parseColor(wrong)).toBeNull();
  });

  it("have the same contrast both ways, between 1 and 21", () => {
    for (let i = 1; i < colors.length; i += 1) {
      const ratio = contrast(colors[i]!, colors[i - 1]!);
      expect(ratio).toBe(contrast(colors[i - 1]!, colors[i]!));
      expect(ratio).toBeGreaterThanOrEqual(1);
      expect(ratio).toBeLessThanOrEqual(21.0001);
      expect(contrast(colors[i]!, colors[i]!)).toBe(1);
    }
  });

  it("lie between what they are blended of", () => {
    for (let i = 1; i < colors.length; i += 1) {
      const [r, g, b] = colors[i]!;
      const bottom = colors[i - 1]!;
      expect(blend([r, g, b, 1], bottom)).toEqual([r, g, b, 1]);
      expect(blend([r, g, b, 0], bottom)).toEqual(bottom);
      const mixed = blend([r, g, b, 0.4], bottom);
      [r, g, b].forEach((channel, at) => {
        expect(mixed[at]).toBeGreaterThanOrEqual(Math.min(channel, bottom[at]!) - 1e-9);
        expect(mixed[at]).toBeLessThanOrEqual(Math.max(channel, bottom[at]!) + 1e-9);
      });
    }
  });

  it("grow lighter with every channel", () => {
    for (const [r, g, b] of colors) {
      const here = luminance([r, g, b, 1]);
      expect(luminance([Math.min(255, r + 9), Math.min(255, g + 9), Math.min(255, b + 9), 1])).toBeGreaterThanOrEqual(
        here,
      );
    }
  });
});

describe("text", () => {
  it("can be read on every background", () => {
    for (const background of hex) {
      expect(contrast(parseColor(readableTextColor(background))!, parseColor(background)!)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("reaches the contrast that is asked for, and stays as it is where it has it", () => {
    for (let i = 1; i < hex.length; i += 1) {
      const [text, background] = [hex[i]!, hex[i - 1]!];
      const moved = ensureContrast(text, background, 4.5);
      expect(contrast(parseColor(moved)!, parseColor(background)!)).toBeGreaterThanOrEqual(4.5);
      if (contrast(parseColor(text)!, parseColor(background)!) >= 4.5) expect(moved).toBe(text);
    }
  });

  it("is left alone where one of the colours is none", () => {
    expect(ensureContrast("nonsense", "#fff", 4.5)).toBe("nonsense");
    expect(ensureContrast("#eee", "nonsense", 4.5)).toBe("#eee");
  });
});
