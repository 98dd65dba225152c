/** Where in the document we are, and the way to other pages. */
import { useId } from "react";
import type { Translate } from "../../i18n/translate";

interface PagerProps {
  count: number;
  current: number;
  visited: ReadonlySet<number>;
  edited: ReadonlySet<number>;
  onGo(index: number): void;
  isRtl: boolean;
  t: Translate;
}

/** Up to this many pages each has a mark of its own. */
const MARKS_MAX = 60;

export function Pager({ count, current, visited, edited, onGo, isRtl, t }: PagerProps) {
  const id = useId();
  const unseen = count - visited.size;
  const pages = Array.from({ length: count }, (_, i) => i);
  const nameOf = (index: number) => {
    const marks = `${edited.has(index) ? " •" : ""}${visited.has(index) && index !== current ? " ✓" : ""}`;
    return t("page_of", { n: index + 1, total: count }) + marks;
  };
  return (
    <nav className="prodigy-pager" aria-label={t("pages")} dir={isRtl ? "rtl" : undefined}>
      <div className="prodigy-pager-row">
        <button
          type="button"
          disabled={current === 0}
          onClick={() => onGo(current - 1)}
          aria-label={t("previous_page")}
          title={`${t("previous_page")} (${isRtl ? "→" : "←"})`}
        >
          <Chevron />
        </button>
        <div className="prodigy-pager-select">
          <label className="prodigy-hidden" htmlFor={id}>
            {t("go_to_page")}
          </label>
          <select
            id={id}
            value={current}
            onChange={(event) => {
              onGo(Number(event.target.value));
              // Arrows turn pages again, instead of moving in the list.
              event.target.blur();
            }}
          >
            {pages.map((index) => (
              <option key={index} value={index}>
                {nameOf(index)}
              </option>
            ))}
          </select>
        </div>
        <span className="prodigy-pager-seen">
          {unseen > 0 ? t("pages_unseen", { n: unseen }) : t("pages_all_seen")}
        </span>
        <button
          type="button"
          disabled={current === count - 1}
          onClick={() => onGo(current + 1)}
          aria-label={t("next_page")}
          title={`${t("next_page")} (${isRtl ? "←" : "→"})`}
        >
          <Chevron isNext />
        </button>
      </div>
      {count > 1 && count <= MARKS_MAX && (
        <div className="prodigy-pager-marks" aria-hidden="true">
          {pages.map((index) => (
            <i
              key={index}
              title={nameOf(index)}
              data-current={index === current || undefined}
              data-visited={visited.has(index) || undefined}
              data-edited={edited.has(index) || undefined}
              onClick={() => onGo(index)}
            />
          ))}
        </div>
      )}
      <span className="prodigy-hidden" aria-live="polite">
        {t("page_of", { n: current + 1, total: count })}
      </span>
    </nav>
  );
}

function Chevron({ isNext = false }: { isNext?: boolean }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" data-next={isNext || undefined}>
      <path d={isNext ? "m9 5 7 7-7 7" : "m15 5-7 7 7 7"} />
    </svg>
  );
}
