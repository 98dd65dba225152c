/** The box of a block of text. */
import { useLayoutEffect, useRef, type ReactNode } from "react";
import type { Token } from "../../../model/parts";
import type { TokenRange } from "../../../text/alignSpans";
import type { Chunk } from "../../../text/blocks";
import { END_CLASS, RUN_ON_CLASS } from "./runOn";
import { farStyle } from "./useBlocks";

interface ChunkFrameProps {
  chunk: Chunk<TokenRange>;
  tokens: readonly Token[];
  isDrawn: boolean;
  onDrawn(id: number, isNew: boolean): void;
  children: ReactNode;
}

export function ChunkFrame({ chunk, tokens, isDrawn, onDrawn, children }: ChunkFrameProps) {
  const { id, from, isRunOn, direction, goesOn } = chunk;
  const wasDrawn = useRef(false);
  useLayoutEffect(() => {
    if (!isDrawn) return;
    onDrawn(id, !wasDrawn.current);
    wasDrawn.current = true;
  });
  return (
    <div
      className={isRunOn ? `prodigy-chunk ${RUN_ON_CLASS}` : "prodigy-chunk"}
      data-chunk={id}
      data-from={from}
      data-dir={isRunOn ? direction : undefined}
      style={isDrawn ? undefined : farStyle(chunk, tokens)}
    >
      {children}
      {goesOn && <i className={END_CLASS} />}
    </div>
  );
}

/** Whether two chunks are the same but for their spans, of which there are as many. */
export function isSameFrame(a: Chunk<TokenRange>, b: Chunk<TokenRange>): boolean {
  if (a === b) return true;
  return (
    a.from === b.from &&
    a.to === b.to &&
    a.isRunOn === b.isRunOn &&
    a.goesOn === b.goesOn &&
    a.spans.length === b.spans.length
  );
}
