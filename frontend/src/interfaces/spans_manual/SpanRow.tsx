/** A span in a list: its label and words, and the button that removes it. */
import type { CSSProperties } from "react";
import type { Translate } from "../../i18n/translate";
import type { LaneSpan } from "../shared/lanes/laneSpan";

interface SpanRowProps {
  span: LaneSpan;
  textOf(span: LaneSpan): string;
  onSelect(span: LaneSpan): void;
  onRemove: ((span: LaneSpan) => void) | null;
  /** Pointed at or focused: show which span it is. */
  onRaise(span: LaneSpan | null): void;
  isSelected?: boolean;
  t: Translate;
}

export function SpanRow({ span, textOf, onSelect, onRemove, onRaise, isSelected, t }: SpanRowProps) {
  const { label } = span.span;
  const style = { "--span-color": span.color, "--span-label": span.textColor ?? undefined, "--bar": span.barColor };
  return (
    <li
      className={`prodigy-span-row${isSelected ? " prodigy-span-row-selected" : ""}`}
      style={style as CSSProperties}
      onPointerEnter={() => onRaise(span)}
      onFocus={() => onRaise(span)}
    >
      <button
        type="button"
        className="prodigy-span-row-select"
        data-row={span.key}
        aria-pressed={isSelected}
        onClick={() => onSelect(span)}
      >
        <bdi className="prodigy-span-row-label">{label ?? "–"}</bdi>
        <bdi className="prodigy-span-row-text">{textOf(span)}</bdi>
      </button>
      {onRemove && !span.isLocked && (
        <button
          type="button"
          className="prodigy-span-row-remove"
          aria-label={`${t("remove_span", { label: label ?? "" })}: ${textOf(span)}`}
          title={t("remove_span", { label: label ?? "" })}
          onClick={() => onRemove(span)}
        >
          ×
        </button>
      )}
    </li>
  );
}
