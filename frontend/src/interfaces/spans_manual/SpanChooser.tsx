/** Several spans at one place: a small list to pick or delete one. */
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { useNewest } from "../../hooks/useNewest";
import type { Translate } from "../../i18n/translate";
import type { LaneSpan } from "../shared/lanes/laneSpan";
import { SpanRow } from "./SpanRow";

export interface ChooserPlace {
  /** In the frame of the text (px). */
  x: number;
  y: number;
}

interface SpanChooserProps {
  spans: readonly LaneSpan[];
  place: ChooserPlace;
  textOf(span: LaneSpan): string;
  onSelect(span: LaneSpan): void;
  onRemove: ((span: LaneSpan) => void) | null;
  onRaise(span: LaneSpan | null): void;
  onClose(): void;
  t: Translate;
}

export function SpanChooser({ spans, place, textOf, onSelect, onRemove, onRaise, onClose, t }: SpanChooserProps) {
  const ref = useRef<HTMLDivElement>(null);
  const [shift, setShift] = useState(0);
  const close = useNewest(onClose);

  useLayoutEffect(() => {
    const box = ref.current;
    const frame = box?.offsetParent?.getBoundingClientRect();
    if (box && frame) setShift(Math.min(0, frame.width - place.x - box.offsetWidth));
    box?.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
  }, [place]);

  useEffect(() => {
    const onDown = (event: Event) => {
      if (!ref.current?.contains(event.target as Node)) close.current();
    };
    document.addEventListener("pointerdown", onDown, true);
    return () => document.removeEventListener("pointerdown", onDown, true);
  }, [close]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") onClose();
    else if (step) focusRow(ref.current, step);
    else if (event.key !== "Delete" && event.key !== "Backspace") return;
    else removeFocused(spans, onRemove);
    event.preventDefault();
    // Arrows and deletions mean the list, not the token below it.
    event.stopPropagation();
  };

  return (
    <div
      ref={ref}
      className="prodigy-span-chooser"
      role="dialog"
      aria-label={t("choose_span")}
      style={{ left: Math.max(0, place.x + shift), top: place.y }}
      onKeyDown={onKeyDown}
      onPointerLeave={() => onRaise(null)}
    >
      <ul>
        {spans.map((span) => (
          <SpanRow key={span.key} {...{ span, textOf, onSelect, onRemove, onRaise, t }} />
        ))}
      </ul>
    </div>
  );
}

function focusRow(box: HTMLElement | null, step: number): void {
  const rows = [...(box?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const at = rows.findIndex((row) => row.parentElement?.contains(document.activeElement));
  rows[(at + step + rows.length) % rows.length]?.focus();
}

function removeFocused(spans: readonly LaneSpan[], onRemove: SpanChooserProps["onRemove"]): void {
  const row = document.activeElement?.closest("li")?.querySelector<HTMLElement>("[data-row]");
  const span = spans.find(({ key }) => String(key) === row?.dataset.row);
  if (span && !span.isLocked) onRemove?.(span);
}
