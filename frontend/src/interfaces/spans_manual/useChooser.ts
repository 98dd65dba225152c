/** The list that asks which of several spans is meant, and the span that is raised above the others meanwhile. */
import { useState } from "react";
import type { TokenCursor } from "../shared/tokenEditor/useTokenKeys";
import type { LaneSpan } from "../shared/lanes/laneSpan";
import type { ChooserPlace } from "./SpanChooser";

interface Chooser {
  keys: readonly number[];
  place: ChooserPlace;
  /** The token that had the focus when a key opened it; null for the pointer. */
  token: number | null;
}

export type ChooserState = ReturnType<typeof useChooser>;

export function useChooser(spans: readonly LaneSpan[]) {
  const [chooser, setChooser] = useState<Chooser | null>(null);
  const [raised, setRaised] = useState(0);
  const byKey = (key: number) => spans.find((span) => span.key === key);
  return {
    isOpen: chooser !== null,
    place: chooser?.place ?? { x: 0, y: 0 },
    /** The spans to choose from that are still there. */
    offered: chooser?.keys.flatMap((key) => byKey(key) ?? []) ?? [],
    raised: byKey(raised),
    raise: (span: LaneSpan | null | undefined) => setRaised(span?.key ?? 0),
    open: (found: readonly LaneSpan[], place: ChooserPlace, token: number | null = null) =>
      setChooser({ keys: found.map(({ key }) => key), place, token }),
    /** cursor: Keyboard work in the text goes on where it was. */
    close(cursor?: TokenCursor) {
      setChooser(null);
      setRaised(0);
      if (cursor && chooser && chooser.token !== null) cursor.moveTo(chooser.token);
    },
  };
}
