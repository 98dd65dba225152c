/**
 * About how wide a text is drawn, without measuring it. Good enough to make room for something next to it; nothing
 * may depend on the exact value.
 */

const NARROW = /[iljtfrI.,;:'’|!()[\]{}\-/\\]/;
const WIDE = /[mwMWÆŒ@%—…]/;
const FULL =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\p{Extended_Pictographic}]/u;
const COMBINING = /\p{M}/u;

const widths = new Map<string, number>();

/** Width of a text in a proportional sans serif, in units of its font size (em). */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    let own = widths.get(character);
    if (own === undefined) {
      own = characterWidth(character);
      widths.set(character, own);
    }
    width += own;
  }
  return width;
}

function characterWidth(character: string): number {
  if (COMBINING.test(character)) return 0;
  if (FULL.test(character)) return 1;
  if (/\s/.test(character)) return 0.2;
  if (NARROW.test(character)) return 0.3;
  if (WIDE.test(character)) return 0.85;
  return /\p{Lu}/u.test(character) ? 0.65 : 0.53;
}
