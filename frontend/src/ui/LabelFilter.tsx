/** A box to find a label by typing: arrow keys move, enter takes, escape leaves. */
import {
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from "react";
import { keyHint } from "../keymap/labels";
import type { LabelBarProps } from "./labelBarProps";
import { searchLabels } from "./labelGroups";
import { recentLabels } from "./recentLabels";

interface LabelFilterProps extends LabelBarProps {
  /** What was typed before the filter was there. */
  typed: string;
  onClose(): void;
}

/** Below the bar if so much of the list fits there, else where there is more room (px). */
const ENOUGH = 220;
/** The list is never higher than this part of the window. */
const MOST = 0.5;
/** To the next thing (px). */
const AIR = 8;

/** Keeps the box between the top of the page and the buttons, on the side of the bar where it has room. */
function usePlace(box: RefObject<HTMLDivElement | null>) {
  useLayoutEffect(() => {
    const list = box.current;
    const bar = list?.parentElement;
    if (!list || !bar) return;
    const place = () => putBeside(bar, list);
    place();
    window.addEventListener("resize", place);
    document.addEventListener("scroll", place, { capture: true, passive: true });
    window.visualViewport?.addEventListener("resize", place);
    return () => {
      window.removeEventListener("resize", place);
      document.removeEventListener("scroll", place, { capture: true });
      window.visualViewport?.removeEventListener("resize", place);
    };
  }, [box]);
}

function putBeside(bar: Element, list: HTMLElement) {
  const { top, bottom } = bar.getBoundingClientRect();
  const page = list.closest(".prodigy-annotator");
  const screen = window.visualViewport?.height ?? window.innerHeight;
  const buttons = page?.querySelector(".prodigy-buttons > button")?.getBoundingClientRect().top ?? screen;
  const below = Math.min(buttons, screen) - bottom - AIR;
  const above = top - (page?.getBoundingClientRect().top ?? 0) - AIR;
  const isUpwards = below < ENOUGH && above > below;
  // Where neither side has enough, over the buttons rather than with a list of one line.
  const room = Math.max(isUpwards ? above : below, Math.min(ENOUGH, screen - bottom - AIR));
  list.toggleAttribute("data-prodigy-upwards", isUpwards);
  list.style.maxHeight = `${Math.min(room, Math.max(ENOUGH, MOST * screen))}px`;
}

export function LabelFilter({ labels, onSelect, onClose, colors, keys, t, descriptions, typed }: LabelFilterProps) {
  const [query, setQuery] = useState(typed);
  const [marked, setMarked] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const found = useMemo(() => searchLabels(labels, query, recentLabels()), [labels, query]);
  const current = Math.min(marked, found.length - 1);

  // In time for the next key.
  useLayoutEffect(() => {
    const previous = document.activeElement;
    box.current?.querySelector("input")?.focus();
    return () => {
      if (previous instanceof HTMLElement && previous.isConnected) previous.focus({ preventScroll: true });
    };
  }, []);

  // Afterwards: the focus may have scrolled the page.
  usePlace(box);

  useEffect(() => {
    box.current?.querySelector("[aria-selected=true]")?.scrollIntoView?.({ block: "nearest" });
  }, [current]);

  const take = (label: string | undefined) => {
    if (label === undefined) return;
    onSelect(label);
    onClose();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter") take(found[current]);
    else if (event.key === "ArrowDown") setMarked(Math.min(current + 1, found.length - 1));
    else if (event.key === "ArrowUp") setMarked(Math.max(current - 1, 0));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={box}
      className="prodigy-label-filter"
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onClose();
      }}
    >
      <input
        type="text"
        role="combobox"
        aria-label={t("find_label")}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found.length ? `${id}-${current}` : undefined}
        placeholder={t("find_label")}
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setMarked(0);
        }}
      />
      <ul id={id} className="prodigy-scrolls" role="listbox" aria-label={t("labels")}>
        {found.map((label, i) => (
          <li
            key={label}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === current}
            onMouseDown={(event) => event.preventDefault()}
            onMouseEnter={() => setMarked(i)}
            onClick={() => take(label)}
          >
            <i style={{ background: colors?.[label] ?? "transparent" }} aria-hidden="true" />
            <span>
              {label}
              {descriptions?.[label] && <small>{descriptions[label]}</small>}
            </span>
            {keyHint(keys[labels.indexOf(label)] ?? "") && <kbd>{keyHint(keys[labels.indexOf(label)] ?? "")}</kbd>}
          </li>
        ))}
        {found.length === 0 && <li className="prodigy-label-none">{t("find_label_none")}</li>}
      </ul>
    </div>
  );
}
