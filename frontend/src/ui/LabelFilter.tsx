/** A box to find a label by typing: arrow keys move, enter takes, escape leaves. */
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { keyHint } from "../keymap/labels";
import { isComposing } from "../keymap/parse";
import type { LabelBarProps } from "./labelBarProps";
import { searchLabels } from "./labelGroups";
import { recentLabels } from "./recentLabels";
import { usePlace } from "./usePlace";

interface LabelFilterProps extends LabelBarProps {
  /** What was typed before the filter was there. */
  typed: string;
  onClose(): void;
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
    if (isComposing(event.nativeEvent)) return;
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
      <Found {...{ id, found, current, labels, colors, keys, descriptions, t }} onMark={setMarked} onTake={take} />
    </div>
  );
}

interface FoundProps extends Pick<LabelBarProps, "labels" | "colors" | "keys" | "descriptions" | "t"> {
  id: string;
  found: readonly string[];
  /** Position of the one that enter takes. */
  current: number;
  onMark(position: number): void;
  onTake(label: string): void;
}

function Found({ id, found, current, labels, colors, keys, descriptions, t, onMark, onTake }: FoundProps) {
  return (
    <ul id={id} className="prodigy-scrolls" role="listbox" aria-label={t("labels")}>
      {found.map((label, i) => {
        const hint = keyHint(keys[labels.indexOf(label)] ?? "");
        return (
          <li
            key={label}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === current}
            onMouseDown={(event) => event.preventDefault()}
            onMouseEnter={() => onMark(i)}
            onClick={() => onTake(label)}
          >
            <i style={{ background: colors?.[label] ?? "transparent" }} aria-hidden="true" />
            <span>
              {label}
              {descriptions?.[label] && <small>{descriptions[label]}</small>}
            </span>
            {hint && <kbd>{hint}</kbd>}
          </li>
        );
      })}
      {found.length === 0 && <li className="prodigy-label-none">{t("find_label_none")}</li>}
    </ul>
  );
}
