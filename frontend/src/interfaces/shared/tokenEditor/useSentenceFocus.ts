/**
 * Dims everything but the sentence under the pointer or the keyboard. Uses the browser's highlights, which change
 * nothing in the DOM; without them there is no such mode.
 */
import { useEffect, useLayoutEffect, useState, type RefObject } from "react";
import type { Token } from "../../../model/parts";
import { tokenElement, tokenOfNode } from "../../../text/domSelection";
import { sentenceAt } from "../../../text/sentences";

const NAME = "prodigy-dim";
/** Shorter texts are seen at a glance. */
export const FOCUS_MIN_TOKENS = 40;

export function hasHighlights(): boolean {
  return typeof CSS !== "undefined" && "highlights" in CSS && typeof Highlight === "function";
}

export function useSentenceFocus(
  container: RefObject<HTMLElement | null>,
  tokens: readonly Token[],
  gaps: readonly string[],
  isOn: boolean,
): void {
  const [position, setPosition] = useState(0);

  useEffect(() => {
    const box = container.current;
    if (!box || !isOn) return;
    const follow = (event: Event) => {
      const next = tokenOfNode(event.target as Node);
      if (next !== null) setPosition(next);
    };
    box.addEventListener("pointermove", follow);
    box.addEventListener("focusin", follow);
    return () => {
      box.removeEventListener("pointermove", follow);
      box.removeEventListener("focusin", follow);
    };
  }, [container, isOn]);

  // After every drawing: tokens may be other elements now.
  useLayoutEffect(() => {
    const box = container.current;
    if (!box || !isOn || !hasHighlights()) return;
    const { from, to } = sentenceAt(tokens, gaps, position);
    const [first, last] = [tokenElement(box, from), tokenElement(box, to)];
    if (!first || !last) return;
    const [before, after] = [new Range(), new Range()];
    before.setStart(box, 0);
    before.setEndBefore(first);
    after.setStartAfter(last);
    after.setEnd(box, box.childNodes.length);
    CSS.highlights.set(NAME, new Highlight(before, after));
    return () => {
      CSS.highlights.delete(NAME);
    };
  });
}
