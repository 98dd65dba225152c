/** The answers in a virtual list: only those on the screen are drawn, whatever their height. */
import { useEffect, useImperativeHandle, useRef, type Ref } from "react";
import type { Stored, Values } from "../../api/data";
import { useTranslate } from "../../i18n/react";
import type { AppConfig } from "../../model/config";
import type { Theme } from "../../model/theme";
import { Row } from "./Row";
import { isChosen, type Chosen } from "./selection";
import { useVirtual } from "./useVirtual";

/** Pixels of a row before it was measured. */
const ESTIMATE = 190;
/** So many rows before the end, more are asked for. */
const AHEAD = 8;

export interface ListHandle {
  /** Brings a row onto the screen, and the keyboard to it. */
  show(index: number): void;
}

interface AnswerListProps {
  ref: Ref<ListHandle>;
  items: readonly Stored[];
  hasMore: boolean;
  focused: number;
  chosen: Chosen;
  config: AppConfig;
  theme: Theme;
  values: Values | null;
  language: string;
  showsDataset: boolean;
  /** An editor is open: the cards behind it draw nothing and take no keys. */
  isCovered: boolean;
  onFocus(index: number): void;
  onChoose(id: number, isOn: boolean, isRange: boolean): void;
  onEdit(id: number): void;
  onMore(): void;
}

export function AnswerList({
  ref,
  items,
  hasMore,
  focused,
  chosen,
  isCovered,
  onFocus,
  onMore,
  ...row
}: AnswerListProps) {
  const t = useTranslate();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtual({
    count: items.length,
    scroller,
    keyOf: (index) => items[index]?.id ?? index,
    estimate: ESTIMATE,
  });
  const rows = list.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  const needsMore = hasMore && last >= items.length - AHEAD;
  useEffect(() => {
    if (needsMore) onMore();
  }, [needsMore, items.length, onMore]);
  useImperativeHandle(
    ref,
    () => ({
      show(index) {
        list.scrollToIndex(index, { align: "auto" });
        requestAnimationFrame(() => {
          const element = scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
          element?.focus({ preventScroll: true });
        });
      },
    }),
    [list],
  );
  return (
    <div
      ref={scroller}
      className="prodigy-data-list prodigy-scrolls"
      role="region"
      aria-label={t("data_results")}
      tabIndex={-1}
    >
      <ul style={{ height: list.getTotalSize() }}>
        {rows.map(({ index, key, start, size }) => {
          const item = items[index];
          if (!item) return null;
          return (
            <li
              key={key}
              ref={list.measureElement}
              data-index={index}
              data-prodigy-focused={index === focused || undefined}
              data-prodigy-chosen={isChosen(chosen, item.id) || undefined}
              tabIndex={index === focused ? 0 : -1}
              style={{ transform: `translateY(${start}px)`, minHeight: isCovered ? size : undefined }}
              aria-setsize={hasMore ? -1 : items.length}
              aria-posinset={index + 1}
              onFocus={() => index !== focused && onFocus(index)}
              onPointerDown={() => onFocus(index)}
              onDoubleClick={() => row.onEdit(item.id)}
            >
              {!isCovered && <Row item={item} isChosen={isChosen(chosen, item.id)} {...row} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
