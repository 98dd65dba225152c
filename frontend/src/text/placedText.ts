/**
 * Texts whose words have places of their own, as on the picture of a page, instead of running on in lines. They say
 * themselves which token lies where.
 */
export interface PlacedText {
  /** The token at a point of the window, or the nearest one; null if the text has no size yet. */
  tokenAt(x: number, y: number): number | null;
  /** The token above or below; the same one on the first and last line. */
  nextLine(position: number, direction: 1 | -1): number;
}

const texts = new WeakMap<Element, PlacedText>();

/** RETURNS: Takes it back. */
export function setPlacedText(container: Element, text: PlacedText): () => void {
  texts.set(container, text);
  return () => void texts.delete(container);
}

export function getPlacedText(container: Element): PlacedText | undefined {
  return texts.get(container);
}
