import { afterEach, describe, expect, it } from "vitest";
import { tokenElement, tokenOfNode, tokensOfSelection } from "./domSelection";

function mount(): HTMLElement {
  document.body.innerHTML =
    '<p>before</p><div id="text"><span data-token="0">Silicon</span> <mark><span data-token="1">Valley</span></mark>' +
    '<span data-token="2">’s</span> <span data-token="3">Start</span></div><p>after</p>';
  return document.getElementById("text") as HTMLElement;
}

function select(start: Node, startOffset: number, end: Node, endOffset: number): Selection {
  const selection = window.getSelection() as Selection;
  const range = document.createRange();
  range.setStart(start, startOffset);
  range.setEnd(end, endOffset);
  selection.removeAllRanges();
  selection.addRange(range);
  return selection;
}

afterEach(() => window.getSelection()?.removeAllRanges());

const textOf = (container: Element, position: number) => tokenElement(container, position)?.firstChild as Text;

describe("tokensOfSelection", () => {
  it("takes tokens that are only touched", () => {
    const box = mount();
    expect(tokensOfSelection(box, select(textOf(box, 0), 6, textOf(box, 1), 1))).toEqual({ from: 0, to: 1 });
  });

  it("does not take a token at whose border the selection ends", () => {
    const box = mount();
    expect(tokensOfSelection(box, select(textOf(box, 0), 7, textOf(box, 2), 0))).toEqual({ from: 1, to: 1 });
  });

  it("cuts a selection that leaves the text", () => {
    const box = mount();
    const [before, after] = document.querySelectorAll("p");
    expect(tokensOfSelection(box, select(before!, 0, after!, 1))).toEqual({ from: 0, to: 3 });
    expect(tokensOfSelection(box, select(textOf(box, 2), 0, after!, 1))).toEqual({ from: 2, to: 3 });
  });

  it("is null outside and when collapsed", () => {
    const box = mount();
    const [before] = document.querySelectorAll("p");
    expect(tokensOfSelection(box, select(before!, 0, before!, 1))).toBeNull();
    expect(tokensOfSelection(box, select(textOf(box, 1), 2, textOf(box, 1), 2))).toBeNull();
    expect(tokensOfSelection(box, null)).toBeNull();
  });
});

describe("tokenOfNode", () => {
  it("climbs from text to its token", () => {
    const box = mount();
    expect(tokenOfNode(textOf(box, 2))).toBe(2);
    expect(tokenOfNode(box)).toBeNull();
  });
});
