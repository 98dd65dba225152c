/** Label colours per kind of view, given out in the order of the labels and starting over at the end. */
import type { PaletteName } from "../model/theme";

const SOFT = ["#c5bdf4", "#ffd882", "#d9fbad", "#c2f2f6", "#ffdaf9", "#b5c6c9", "#96e8ce", "#ffd1b2"];

export const PALETTES: Record<PaletteName, string[]> = {
  images: [
    "#ffff00",
    "#00ffff",
    "#ff00ff",
    "#00ff7f",
    "#ff6347",
    "#00bfff",
    "#ffa500",
    "#ff69b4",
    "#7fffd4",
    "#ffd700",
    "#ffdab9",
    "#adff2f",
    "#d2b48c",
    "#dcdcdc",
  ],
  audio: ["#ffd700", "#00ffff", "#ff00ff", "#00ff00", "#9932cc", "#00bfff", "#ff7f50", "#66cdaa"],
  relations: SOFT,
  spans: SOFT,
};
