/** The words of a page as invisible elements above its picture: what pointers hit, keys move over and readers read. */
import { memo } from "react";
import type { Size } from "../../geometry/points";
import type { Token } from "../../model/parts";
import type { Places } from "./geometry";
import { placeStyle } from "./model";

/** So many words are drawn anew when the focus moves among them. */
const CHUNK = 120;

interface PageTokensProps {
  tokens: readonly Token[];
  places: readonly Places[];
  page: Size;
  /** The token that takes the focus; -1: none. */
  cursor: number;
}

export const PageTokens = memo(function PageTokens({ tokens, places, page, cursor }: PageTokensProps) {
  const count = Math.ceil(tokens.length / CHUNK);
  return Array.from({ length: count }, (_, i) => {
    const from = i * CHUNK;
    const hasCursor = cursor >= from && cursor < from + CHUNK;
    return <Chunk key={i} {...{ tokens, places, page, from }} cursor={hasCursor ? cursor : -1} />;
  });
});

const Chunk = memo(function Chunk({ tokens, places, page, cursor, from }: PageTokensProps & { from: number }) {
  return (
    <div className="prodigy-page-words" data-from={from}>
      {tokens.slice(from, from + CHUNK).map((token, i) => {
        const position = from + i;
        const [box, ...rest] = places[position] ?? [];
        // Spaces and line breaks are nowhere on the page.
        if (!box) return null;
        return (
          <span
            key={position}
            className={token.disabled ? "prodigy-token prodigy-token-disabled" : "prodigy-token"}
            data-token={position}
            tabIndex={position === cursor ? 0 : undefined}
            aria-disabled={token.disabled ? true : undefined}
            style={placeStyle(box, page)}
          >
            {token.text}{" "}
            {rest.map((other, j) => (
              <i
                key={j}
                style={placeStyle({ ...other, x: other.x - box.x, y: other.y - box.y }, box)}
                aria-hidden="true"
              />
            ))}
          </span>
        );
      })}
    </div>
  );
});
