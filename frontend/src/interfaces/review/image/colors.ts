/**
 * Colours and letters of versions. The colours can be told apart by people who don't see all of them (Okabe and Ito,
 * 2008, without black); whoever sees none has the letters.
 */
const COLORS = ["#e69f00", "#56b4e9", "#009e73", "#f0e442", "#cc79a7", "#d55e00", "#0072b2"];

export const versionColor = (index: number): string => COLORS[index % COLORS.length] as string;

/** A to Z, then A2, B2 and so on. */
export function versionLetter(index: number): string {
  const round = Math.floor(index / 26);
  return String.fromCharCode(65 + (index % 26)) + (round > 0 ? String(round + 1) : "");
}
