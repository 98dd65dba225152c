/**
 * About how wide a text is drawn, without measuring it. Good enough to make room for something next to it; nothing
 * may depend on the exact value.
 */

const NARROW = /[iljtfrI.,;:'’|!()[\]{}\-/\\]/;
const WIDE = /[mwMWÆŒ@%—…]/;
const FULL = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\p{Extended_Pictographic}]/u;
const COMBINING = /\p{M}/u;

/** Width of a text in a proportional sans serif, in units of its font size (em). */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (COMBINING.test(character)) continue;
    if (FULL.test(character)) width += 1;
    else if (/\s/.test(character)) width += 0.2;
    else if (NARROW.test(character)) width += 0.3;
    else if (WIDE.test(character)) width += 0.85;
    else width += /\p{Lu}/u.test(character) ? 0.65 : 0.53;
  }
  return width;
}
