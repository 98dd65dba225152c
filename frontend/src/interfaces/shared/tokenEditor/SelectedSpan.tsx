/** Handles at the ends of a span, which move them. With keys, alt and the arrows do the same. */
import type { PointerEvent, RefObject } from "react";
import { tokenAtPoint } from "../../../text/domSelection";
import type { DrawnSpan } from "../tokens/drawnSpan";
import type { Translate } from "../../../i18n/translate";
import { handleLift, placeStyle, usePlaces, type Place } from "./spanPlaces";
import type { SpanEditor } from "./useSpanEditor";

interface SelectedSpanProps {
  container: RefObject<HTMLElement | null>;
  span: DrawnSpan;
  editor: SpanEditor;
  t: Translate;
}

export function SelectedSpan({ container, span, editor, t }: SelectedSpanProps) {
  const places = usePlaces(container, span.from, span.to, span.span);
  if (!places || span.isLocked) return null;

  const drag = (side: "from" | "to") => (event: PointerEvent<HTMLElement>) => {
    const box = container.current;
    if (!box || !(event.buttons & 1)) return;
    // A finger covers what it points at; the token is above it. The handle itself is in the way of the mouse.
    const lift = handleLift(box, side, places, event.pointerType === "touch" ? 26 : places.height / 2);
    const position = tokenAtPoint(box, event.clientX, event.clientY - lift);
    if (position === null || position === span[side]) return;
    const next = { from: span.from, to: span.to, [side]: position };
    if (next.from <= next.to) editor.moveTo(span, next, event.currentTarget.dataset.moved === undefined);
    event.currentTarget.dataset.moved = "";
  };

  const handle = (side: "from" | "to", place: Place) => (
    <span
      className={`prodigy-pending-handle prodigy-pending-handle-${side}`}
      style={placeStyle(place, places)}
      title={t("resize_span")}
      aria-hidden="true"
      onPointerDown={(event) => {
        event.preventDefault();
        delete event.currentTarget.dataset.moved;
        event.currentTarget.setPointerCapture?.(event.pointerId);
      }}
      onPointerMove={drag(side)}
    />
  );

  return (
    <>
      {handle("from", places.start)}
      {handle("to", places.end)}
    </>
  );
}
