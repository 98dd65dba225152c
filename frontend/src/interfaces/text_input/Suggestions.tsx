/** The list below a field: what can be taken over instead of typing. Any other text stays allowed. */
import { useEffect, useRef } from "react";

interface SuggestionsProps {
  id: string;
  label: string;
  /** Empty: the list is closed. */
  items: readonly string[];
  /** Position of the item that enter takes over; -1: none. */
  active: number;
  onPick(text: string): void;
}

export function Suggestions({ id, label, items, active, onPick }: SuggestionsProps) {
  const ref = useRef<HTMLUListElement>(null);
  useEffect(() => {
    ref.current?.children[active]?.scrollIntoView?.({ block: "nearest" });
  }, [active]);
  return (
    <ul
      id={id}
      ref={ref}
      className="prodigy-suggestions prodigy-scrolls"
      role="listbox"
      aria-label={label}
      hidden={items.length === 0}
    >
      {items.map((item, i) => (
        <li
          key={item}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === active}
          dir="auto"
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(item)}
        >
          {item}
        </li>
      ))}
    </ul>
  );
}
