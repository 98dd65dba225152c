/** A selection that waits for its label: a small control beside it and, for fingers, handles at its ends. */
import type { PointerEvent, RefObject } from "react";
import type { Translate } from "../../../i18n/translate";
import type { TokenRange } from "../../../text/alignSpans";
import { tokenAtPoint } from "../../../text/domSelection";
import { readableTextColor } from "../../../theme";
import { handleLift, placeStyle, usePlaces, type Place } from "./spanPlaces";
import type { Pending } from "./actions";

interface PendingSelectionProps {
  container: RefObject<HTMLElement | null>;
  pending: Pending;
  active: string | null;
  color: string;
  onConfirm(): void;
  onCancel(): void;
  onResize(range: TokenRange): void;
  t: Translate;
}

export function PendingSelection(props: PendingSelectionProps) {
  const { container, pending, active, color, onConfirm, onCancel, onResize, t } = props;
  const { range } = pending;
  const places = usePlaces(container, range.from, range.to);
  if (!places) return null;

  const dragHandle = (side: "from" | "to") => (event: PointerEvent<HTMLElement>) => {
    const box = container.current;
    if (!box || !(event.buttons & 1)) return;
    // A finger covers what it points at; the token is above it.
    const lift = handleLift(box, side, places, event.pointerType === "touch" ? 22 : 0);
    const position = tokenAtPoint(box, event.clientX, event.clientY - lift);
    if (position === null) return;
    const next = { ...range, [side]: position };
    if (next.from <= next.to && position !== range[side]) onResize(next);
  };

  const handle = (side: "from" | "to", place: Place) => (
    <span
      className={`prodigy-pending-handle prodigy-pending-handle-${side}`}
      style={placeStyle(place, places)}
      aria-hidden="true"
      onPointerDown={(event) => event.currentTarget.setPointerCapture?.(event.pointerId)}
      onPointerMove={dragHandle(side)}
    />
  );

  return (
    <>
      {pending.isTouch && handle("from", places.start)}
      {pending.isTouch && handle("to", places.end)}
      <div
        className="prodigy-pending"
        style={placeStyle(places.menu, places)}
        onMouseDown={(event) => event.preventDefault()}
      >
        {active === null ? (
          <span className="prodigy-pending-hint">{t("labels")}</span>
        ) : (
          <button
            type="button"
            className="prodigy-pending-confirm"
            style={{ background: color, color: readableTextColor(color) }}
            onClick={onConfirm}
            aria-label={t("add_span", { label: active })}
          >
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="m5 12.5 4.5 4.5L19 7.5" />
            </svg>
            <span>{active}</span>
            <kbd aria-hidden="true">↵</kbd>
          </button>
        )}
        <button type="button" className="prodigy-pending-cancel" onClick={onCancel} aria-label={t("cancel")}>
          ×
        </button>
      </div>
    </>
  );
}
