/** The text of a field with its spans, which may overlap: the shortest one on top, the others as lines below it. */
import type { CSSProperties, ReactNode } from "react";
import type { DrawText } from "../shared/messages/MessageText";
import type { Translate } from "../../i18n/translate";
import { isLabel } from "../shared/labels";
import type { DrawnSpan, Place } from "./annotations";
import "../shared/spans.css";

export interface MarkInput {
  text: string;
  /** The spans of this field. */
  spans: readonly DrawnSpan[];
  selected: DrawnSpan | undefined;
  /** What waits for its label, and its colour. */
  selection: Pick<Place, "from" | "to"> | null;
  selectionColor: string;
  /** Labels are buttons that remove. */
  canRemove: boolean;
  t: Translate;
}

export function makeDrawText({ text, spans, ...look }: MarkInput): DrawText | undefined {
  const { selection } = look;
  if (spans.length === 0 && !selection) return undefined;
  return (from, to) => {
    const here = spans.filter((span) => span.from < to && span.to > from);
    const borders = [...here, ...(selection ? [selection] : [])].flatMap((one) => [one.from, one.to]);
    const cuts = [...new Set([from, to, ...borders.filter((at) => at > from && at < to)])].sort((a, b) => a - b);
    return cuts.slice(0, -1).map((start, i): ReactNode => {
      const end = cuts[i + 1] as number;
      const covering = here.filter((span) => span.from <= start && span.to >= end);
      const isSelection = selection !== null && selection.from <= start && selection.to >= end;
      const written = text.slice(start, end);
      if (covering.length === 0 && !isSelection) return written;
      return <Piece key={start} {...{ start, end, covering, isSelection, written, look }} />;
    });
  };
}

interface PieceProps {
  start: number;
  end: number;
  covering: readonly DrawnSpan[];
  isSelection: boolean;
  written: string;
  look: Omit<MarkInput, "text" | "spans">;
}

/** Lines of further spans are so far apart (px). */
const LINE_STEP = 3;

function Piece({ start, end, covering, isSelection, written, look }: PieceProps) {
  const { selected, selectionColor, canRemove, t } = look;
  const [top, ...below] = [...covering].sort((a, b) => a.to - a.from - (b.to - b.from));
  const shadows = below.map(({ color }, i) => `0 ${(i + 1) * LINE_STEP}px 0 ${color}`);
  const isSelected = selected !== undefined && covering.includes(selected);
  const marked = isSelection ? (
    <span className="prodigy-turn-selection" style={{ "--selection-color": selectionColor } as CSSProperties}>
      {written}
    </span>
  ) : (
    written
  );
  if (!top) return marked;
  const style = {
    "--span-color": top.color,
    "--span-text": top.textColor,
    ...(shadows.length > 0 ? { boxShadow: shadows.join(", ") } : {}),
  } as CSSProperties;
  const className = [
    "prodigy-turn-span",
    covering.some((span) => span.from === start) && "prodigy-turn-span-start",
    covering.some((span) => span.to === end) && "prodigy-turn-span-end",
    isSelected && "prodigy-turn-span-selected",
    top.isSuggested && "prodigy-turn-span-suggested",
  ];
  const ending = covering.filter((span) => span.to === end);
  return (
    <>
      <mark className={className.filter(Boolean).join(" ")} style={style} data-label={top.span.label}>
        {marked}
      </mark>
      {ending.map((span, i) => (
        <Chip key={i} {...{ span, canRemove, t }} isSelected={span === selected} />
      ))}
    </>
  );
}

interface ChipProps {
  span: DrawnSpan;
  isSelected: boolean;
  canRemove: boolean;
  t: Translate;
}

/** Stands in the text and is no part of it. */
function Chip({ span, isSelected, canRemove, t }: ChipProps) {
  const label = isLabel(span.span.label) ? String(span.span.label) : "";
  const style = { "--span-color": span.color, "--span-text": span.textColor } as CSSProperties;
  const shared = {
    className: `prodigy-turn-chip${isSelected ? " prodigy-turn-chip-selected" : ""}`,
    style,
    "data-shown-only": true,
    "data-label": label,
    "data-chip": `${span.message} ${span.field} ${span.from} ${span.to}`,
  };
  if (!canRemove || span.isLocked) return label ? <span {...shared}>{label}</span> : null;
  return (
    <button type="button" tabIndex={-1} title={t("remove_span", { label })} {...shared}>
      <bdi>{label}</bdi>
      <span className="prodigy-turn-chip-remove" aria-hidden="true">
        ×
      </span>
    </button>
  );
}
