/** What views of many tokens share: the blocks of the text, which of them are drawn, and how they run on. */
import { useEffect, useLayoutEffect, useMemo, useState, type CSSProperties, type RefObject } from "react";
import type { Token } from "../../../model/parts";
import type { TokenRange } from "../../../text/alignSpans";
import { blockAt, makeBlocks, type Block, type Chunk } from "../../../text/blocks";
import { useKept } from "../../../hooks/useKept";
import { makeRunOn } from "./runOn";
import { canWatch, useNearChunks } from "./useNearChunks";

/** Texts with more tokens than this draw blocks only when they come near the window. */
export const LAZY_MIN_TOKENS = 2000;
/** Width of a letter, about (em). */
const LETTER_EM = 0.5;

export interface BlocksInput<T extends TokenRange> {
  container: RefObject<HTMLElement | null>;
  tokens: readonly Token[];
  gaps: readonly string[];
  spans: readonly T[];
  /** Puts spans into blocks; gets the last result for keeping what has not changed. */
  fill(blocks: readonly Block[], spans: readonly T[], before: readonly Chunk<T>[]): Chunk<T>[];
  /** Gets the elements of blocks that were drawn anew or have moved, when they are in their places. */
  onMoved?(box: HTMLElement, blocks: readonly HTMLElement[]): void;
}

export interface Blocks<T extends TokenRange> {
  chunks: readonly Chunk<T>[];
  isDrawn(chunk: Chunk<T>): boolean;
  /** For the effect of a chunk that has been drawn. */
  onDrawn(id: number, isNew: boolean): void;
}

export function useBlocks<T extends TokenRange>(input: BlocksInput<T>): Blocks<T> {
  const { container, tokens, gaps, spans, fill } = input;
  const blocks = useMemo(() => makeBlocks(tokens, gaps), [tokens, gaps]);
  const { chunks } = useKept<{ blocks: readonly Block[]; chunks: Chunk<T>[] }>(
    (before) => ({ blocks, chunks: fill(blocks, spans, before?.blocks === blocks ? before.chunks : []) }),
    [blocks, spans, fill],
  );

  const isLazy = tokens.length > LAZY_MIN_TOKENS && canWatch();
  // The top of the text, and where the first span is: what is seen first is there with the first paint.
  const [first] = useState(() => [0, 1, blockAt(chunks, spans[0]?.from ?? 0)].flatMap((at) => chunks[at]?.id ?? []));
  const [runOn] = useState(() => makeRunOn(() => container.current, input.onMoved));
  const near = useNearChunks(container, isLazy, chunks.length, first, (id) => {
    runOn.touch(id, false);
    runOn.settle();
  });

  useLayoutEffect(() => {
    runOn.settle();
  });
  useLayoutEffect(() => {
    const box = container.current;
    if (!box) return;
    let width = 0;
    const measure = () => {
      if (box.clientWidth === width) return;
      width = box.clientWidth;
      box.style.setProperty("--line-ems", String(Math.max(1, width / parseFloat(getComputedStyle(box).fontSize) || 1)));
      runOn.settleAll();
    };
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [container, runOn]);
  useEffect(() => {
    const { fonts } = document;
    fonts?.addEventListener?.("loadingdone", runOn.settleAll);
    return () => {
      fonts?.removeEventListener?.("loadingdone", runOn.settleAll);
      runOn.stop();
    };
  }, [runOn]);

  return { chunks, isDrawn: ({ id }) => !isLazy || near.has(id), onDrawn: runOn.touch };
}

/** A block that is not drawn: about as high as it will be, and left out by the browser while it is out of sight. */
export function farStyle(chunk: Chunk<TokenRange>, tokens: readonly Token[]): CSSProperties {
  const letters = (tokens[chunk.to]?.end ?? 0) - (tokens[chunk.from]?.start ?? 0);
  const lines = `(${Math.round(letters * LETTER_EM)} / var(--line-ems, 30))`;
  return {
    contentVisibility: "auto",
    containIntrinsicBlockSize: `calc(${lines} * 1lh + min(${lines}, ${chunk.spans.length}) * var(--lanes-height, 0px))`,
  };
}

/** The text of a block in one piece. */
export function plainText(chunk: TokenRange, tokens: readonly Token[], gaps: readonly string[]): string {
  let text = "";
  for (let position = chunk.from; position <= chunk.to; position += 1)
    text += (tokens[position]?.text ?? "") + (gaps[position] ?? "");
  return text;
}
