/**
 * The bar of labels on top of a manual view.
 *
 * Public recipes depend on this DOM: `.prodigy-title-wrapper > .prodigy-labels > label.prodigy-label` with a `span`
 * first and the radio input behind it. The labels are native radio buttons, so that they work with a keyboard and with
 * `element.click()` from custom code.
 */
import {
  memo,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type MouseEvent,
  type ReactNode,
} from "react";
import { keyHint } from "../keymap/labels";
import type { LabelFilter } from "./LabelFilter";
import type { LabelBarProps } from "./labelBarProps";
import { groupLabels, SEARCH_MIN, type LabelGroup } from "./labelGroups";
import "./labelBar.css";

/** So much of its neighbours is shown with a label that comes into sight (px). */
const REVEALED = 24;

/** Only for long bars, and there before its key can be pressed. */
const loadFilter = () => import("./LabelFilter").then(({ LabelFilter }) => LabelFilter);

/** Drawn anew only when something in it has changed: a view is drawn with every edit, and bars can be long. */
export const LabelBar = memo(function LabelBar(props: LabelBarProps) {
  const { labels, lead, children, style, onFilter, isFiltering, dir, t } = props;
  const isSearchable = Boolean(onFilter) && labels.length >= SEARCH_MIN;
  const [Filter, setFilter] = useState<typeof LabelFilter | null>(null);
  useEffect(() => {
    if (isSearchable)
      loadFilter().then(
        (loaded) => setFilter(() => loaded),
        () => {},
      );
  }, [isSearchable]);
  return (
    <div className="prodigy-title-wrapper prodigy-label-bar" dir={dir}>
      {lead}
      {style === "dropdown" ? <Dropdown {...props} /> : <List {...props} />}
      {(isSearchable || children) && (
        <div className="prodigy-label-tools">
          {isSearchable && (
            <button
              type="button"
              className="prodigy-label-tool"
              aria-label={t("find_label")}
              title={`${t("find_label")} (/)`}
              aria-expanded={isFiltering}
              onClick={() => onFilter?.(!isFiltering)}
            >
              <svg viewBox="0 0 24 24" aria-hidden="true">
                <circle cx="10.5" cy="10.5" r="6" />
                <path d="m15 15 5.5 5.5" />
              </svg>
            </button>
          )}
          {children}
        </div>
      )}
      {isFiltering && onFilter && <Search {...props} Filter={Filter} onClose={() => onFilter(false)} />}
    </div>
  );
});

interface SearchProps extends LabelBarProps {
  Filter: typeof LabelFilter | null;
  onClose(): void;
}

/** Takes the focus until the filter is there: letters that are typed meanwhile must not be taken for shortcuts. */
function Search({ Filter, ...props }: SearchProps) {
  const [typed, setTyped] = useState("");
  if (Filter) return <Filter {...props} typed={typed} />;
  return (
    <div className="prodigy-label-filter">
      <input type="text" autoFocus onChange={(event) => setTyped(event.target.value)} />
    </div>
  );
}

function List({ labels, groups, active, onSelect, colors, keys, descriptions, t }: LabelBarProps) {
  const name = useId();
  const grouped = useMemo(() => groupLabels(labels, groups), [labels, groups]);
  const indexes = useMemo(() => new Map(labels.map((label, i) => [label, i])), [labels]);
  const draw = (label: string) => (
    <Label
      key={label}
      {...{ name, label, onSelect }}
      isActive={label === active}
      color={colors?.[label]}
      combo={keys[indexes.get(label) ?? -1] ?? ""}
      description={descriptions && Object.hasOwn(descriptions, label) ? descriptions[label] : undefined}
    />
  );
  return (
    <div className="prodigy-labels prodigy-scrolls" role="radiogroup" aria-label={t("labels")}>
      {grouped.map((group) =>
        group.name === null ? (
          group.labels.map(draw)
        ) : (
          <Group key={`group ${group.name}`} group={group} isActive={group.labels.includes(active ?? "")}>
            {group.labels.map(draw)}
          </Group>
        ),
      )}
    </div>
  );
}

function Group({ group, isActive, children }: { group: LabelGroup; isActive: boolean; children: ReactNode }) {
  const [isOpen, setOpen] = useState(isActive);
  const [wasActive, setWasActive] = useState(isActive);
  if (isActive !== wasActive) {
    setWasActive(isActive);
    if (isActive) setOpen(true);
  }
  return (
    <details className="prodigy-label-group" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {group.name} <small>{group.labels.length}</small>
      </summary>
      {children}
    </details>
  );
}

interface LabelProps {
  name: string;
  label: string;
  isActive: boolean;
  onSelect(label: string): void;
  color: string | undefined;
  /** The key of the label; "" for none. */
  combo: string;
  description: string | undefined;
}

const Label = memo(function Label({ name, label, isActive, onSelect, color, combo, description }: LabelProps) {
  const ref = useRef<HTMLLabelElement>(null);
  // What was pressed is in sight, and must not move away below the finger.
  const isPressed = useRef(false);
  const hint = keyHint(combo);
  useEffect(() => {
    if (isActive && !isPressed.current && ref.current) reveal(ref.current);
    isPressed.current = false;
  }, [isActive]);
  const style = color ? ({ "--label-color": color } as CSSProperties) : undefined;
  return (
    <label
      ref={ref}
      className={`prodigy-label${isActive ? " prodigy-label-active" : ""}${color ? " prodigy-label-colored" : ""}`}
      data-prodigy-label={label}
      title={description}
      style={style}
      // The focus stays in the text: a click on a label must not end keyboard work there.
      onMouseDown={(event: MouseEvent) => event.preventDefault()}
      onPointerUp={() => {
        isPressed.current = !isActive;
      }}
    >
      <span className="prodigy-label-text">{label}</span>
      <input
        type="radio"
        name={name}
        value={label}
        checked={isActive}
        onChange={() => onSelect(label)}
        // A radio that is checked already fires no change: custom flows (a pending selection) want the click.
        onClick={() => isActive && onSelect(label)}
      />
      {hint && <kbd aria-hidden="true">{hint}</kbd>}
    </label>
  );
});

/** Scrolls the bar, and nothing else, until a label that was chosen by key is in sight. */
function reveal(label: HTMLElement) {
  const bar = label.closest(".prodigy-labels");
  if (!bar) return;
  const [box, own] = [bar.getBoundingClientRect(), label.getBoundingClientRect()];
  bar.scrollLeft += overlap(own.left - box.left - REVEALED, own.right - box.right + REVEALED);
  bar.scrollTop += overlap(own.top - box.top - 3, own.bottom - box.bottom + 3);
}

/** How far to scroll so that nothing is cut off: before the start (a negative distance) or behind the end. */
const overlap = (start: number, end: number) => (start < 0 ? start : Math.max(0, end));

function Dropdown({ labels, active, onSelect, colors, keys, t, groups }: LabelBarProps) {
  const grouped = useMemo(() => groupLabels(labels, groups), [labels, groups]);
  const option = (label: string) => {
    const hint = keyHint(keys[labels.indexOf(label)] ?? "");
    return (
      <option key={label} value={label} data-prodigy-label={label}>
        {hint ? `${label}  (${hint})` : label}
      </option>
    );
  };
  return (
    <div className="prodigy-labels prodigy-labels-dropdown">
      {active !== null && colors?.[active] && (
        <i className="prodigy-label-swatch" style={{ background: colors[active] }} aria-hidden="true" />
      )}
      <select
        className="prodigy-label-select"
        aria-label={t("labels")}
        value={active ?? ""}
        onChange={(event) => {
          // The label itself, which may be a number.
          onSelect(labels[labels.map(String).indexOf(event.target.value)] ?? event.target.value);
          // Letters are shortcuts again, instead of a search in the list.
          event.target.blur();
        }}
      >
        {active === null && <option value="" disabled />}
        {grouped.map((group) =>
          group.name === null ? (
            group.labels.map(option)
          ) : (
            <optgroup key={`group ${group.name}`} label={group.name}>
              {group.labels.map(option)}
            </optgroup>
          ),
        )}
      </select>
    </div>
  );
}
