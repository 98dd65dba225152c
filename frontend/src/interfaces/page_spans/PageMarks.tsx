/** Spans and the selection on a page: coloured as with a marker, so that the words below can be read. */
import { memo, type CSSProperties } from "react";
import type { Size } from "../../geometry/points";
import type { TokenRange } from "../../text/alignSpans";
import type { DrawnSpan } from "../shared/tokens/drawnSpan";
import { usePreview, type Preview } from "../shared/tokens/preview";
import { joinPlaces, type Places } from "./geometry";
import { placeStyle } from "./model";

interface PageMarkProps {
  drawn: DrawnSpan;
  places: readonly Places[];
  page: Size;
  isSelected: boolean;
  /** Name of the button that removes it; null: no button. */
  removeLabel: string | null;
}

export const PageMark = memo(function PageMark({ drawn, places, page, isSelected, removeLabel }: PageMarkProps) {
  const boxes = joinPlaces(places.slice(drawn.from, drawn.to + 1));
  const [first] = boxes;
  if (!first) return null;
  const { label } = drawn.span;
  const style = { "--span-color": drawn.color, "--span-text": drawn.textColor ?? undefined } as CSSProperties;
  let className = "prodigy-page-mark";
  if (drawn.isLocked) className += " prodigy-page-mark-locked";
  if (drawn.isSuggested) className += " prodigy-page-mark-suggested";
  if (isSelected) className += " prodigy-page-mark-selected";
  return (
    <mark className={className} data-label={label} style={style}>
      {boxes.map((box, i) => (
        <i key={i} data-span={i === 0 ? drawn.from : undefined} style={placeStyle(box, page)} />
      ))}
      <span className="prodigy-page-label" style={placeStyle({ ...first, height: 0 }, page)}>
        <span>
          <bdi>{label ?? "–"}</bdi>
          {removeLabel !== null && !drawn.isLocked && (
            <button
              type="button"
              data-remove={drawn.from}
              tabIndex={-1}
              aria-label={removeLabel.replace("{label}", label ?? "")}
            >
              ×
            </button>
          )}
        </span>
      </span>
    </mark>
  );
});

interface PageSelectionProps {
  /** Tokens of the keyboard selection, or of one that waits for its label. */
  selection: TokenRange | null;
  /** Tokens under a pointer that drags. */
  preview: Preview;
  places: readonly Places[];
  page: Size;
}

export function PageSelection({ selection, preview, places, page }: PageSelectionProps) {
  const range = usePreview(preview) ?? selection;
  if (!range) return null;
  return (
    <div className="prodigy-page-selection">
      {joinPlaces(places.slice(range.from, range.to + 1)).map((box, i) => (
        <i key={i} className="prodigy-token-selected" style={placeStyle(box, page)} />
      ))}
    </div>
  );
}
