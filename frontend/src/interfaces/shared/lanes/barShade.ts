/** The colour of a label as a thin bar: the soft colours of the palettes would hardly be seen on a white card. */
import { contrast, parseColor, toHex, type Rgba } from "../../../theme/color";

/** Bars are graphics that carry meaning: WCAG 2.2, 1.4.11. */
const BAR_CONTRAST = 3;
/** Light colours are never this saturated when they get dark: they would scream next to the text. */
const MAX_SATURATION = 0.62;

/** The same hue, only as much darker (or lighter, on dark cards) as it takes to be seen. */
export function barShade(color: string, background: string): string {
  const front = parseColor(color);
  const back = parseColor(background);
  if (!front || !back || contrast(front, back) >= BAR_CONTRAST) return color;
  const { hue, saturation, lightness } = toHsl(front);
  const step = contrast(back, [0, 0, 0, 1]) >= contrast(back, [255, 255, 255, 1]) ? -0.02 : 0.02;
  const calm = Math.min(saturation, MAX_SATURATION);
  for (let light = lightness; light > 0 && light < 1; light += step) {
    const shade = fromHsl(hue, calm, light);
    if (contrast(shade, back) >= BAR_CONTRAST) return toHex(shade);
  }
  return step < 0 ? "#000000" : "#ffffff";
}

function toHsl([red, green, blue]: Rgba): { hue: number; saturation: number; lightness: number } {
  const [r, g, b] = [red / 255, green / 255, blue / 255];
  const max = Math.max(r, g, b);
  const range = max - Math.min(r, g, b);
  const lightness = max - range / 2;
  if (range === 0) return { hue: 0, saturation: 0, lightness };
  const sector = max === r ? (g - b) / range : max === g ? 2 + (b - r) / range : 4 + (r - g) / range;
  return { hue: ((sector + 6) % 6) * 60, saturation: range / (1 - Math.abs(2 * lightness - 1)), lightness };
}

function fromHsl(hue: number, saturation: number, lightness: number): Rgba {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    return 255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4), 1];
}
