/** What of the state of a text concerns one chunk of it, so that the other chunks are not drawn anew. */
import type { TokenRange } from "../../../text/alignSpans";
import { clipRange } from "../../../text/layout";

export interface ChunkState {
  /** The token of the chunk that takes the focus; -1: it is in another one. */
  cursor: number;
  /** The selected tokens of the chunk; from -1 to -2 where it has none, so that no token is in it. */
  selectedFrom: number;
  selectedTo: number;
  /** Whether the chunk must be drawn although it may be far from the window. */
  isInUse: boolean;
}

export function chunkState(chunk: TokenRange, cursor: number, selection: TokenRange | null): ChunkState {
  const hasCursor = cursor >= chunk.from && cursor <= chunk.to;
  const part = clipRange(selection, chunk);
  return {
    cursor: hasCursor ? cursor : -1,
    selectedFrom: part ? part.from : -1,
    selectedTo: part ? part.to : -2,
    isInUse: hasCursor || part !== null,
  };
}
