/** All spans of the text as a list: to find one among many, and for those who don't see the bars. */
import type { Translate } from "../../i18n/translate";
import type { LaneSpan } from "../shared/lanes/laneSpan";
import { useViewState } from "../shared/viewState";
import { SpanRow } from "./SpanRow";

interface SpanListProps {
  spans: readonly LaneSpan[];
  selected: LaneSpan | undefined;
  textOf(span: LaneSpan): string;
  onSelect(span: LaneSpan): void;
  onRemove: ((span: LaneSpan) => void) | null;
  onRaise(span: LaneSpan | null): void;
  t: Translate;
}

export function SpanList({ spans, selected, t, ...handlers }: SpanListProps) {
  const [isOpen, setOpen] = useViewState("span list", false);
  if (spans.length === 0) return null;
  return (
    <details
      className="prodigy-span-list"
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      onPointerLeave={() => handlers.onRaise(null)}
      onBlur={() => handlers.onRaise(null)}
    >
      <summary>{t("span_list", { n: spans.length })}</summary>
      {isOpen && (
        <ul className="prodigy-scrolls">
          {spans.map((span) => (
            <SpanRow key={span.key} span={span} isSelected={span === selected} t={t} {...handlers} />
          ))}
        </ul>
      )}
    </details>
  );
}
