/** All shapes in a list: for those who don't see the picture, for hiding and locking, and for what lies under others. */
import { memo, useRef, type KeyboardEvent } from "react";
import { useStable } from "../../hooks/useStable";
import type { Translate } from "../../i18n/translate";
import { round } from "../../geometry/points";
import type { DrawnShape } from "../shared/image/drawnShapes";
import { useViewState } from "../shared/viewState";
import type { ImageEditor } from "./useImageEditor";

interface ShapeListProps {
  editor: ImageEditor;
  labels: readonly string[];
  colorOf(label: string): string;
  onSelect(drawn: DrawnShape): void;
  readOnly: boolean;
  t: Translate;
}

export function ShapeList({ editor, labels, colorOf, onSelect, readOnly, t }: ShapeListProps) {
  const { model, selected, hidden } = editor;
  const { shapes } = model;
  const [isOpen, setOpen] = useViewState("image list", false);
  const list = useRef<HTMLUListElement>(null);
  const select = useStable(onSelect);
  const actions: RowActions = {
    onRelabel: useStable((label: string, one: DrawnShape) => editor.relabel(label, colorOf, one)),
    onHide: useStable((one: DrawnShape) => editor.toggleHidden(one)),
    onLock: useStable((one: DrawnShape) => void editor.toggleLock(one)),
    onDelete: useStable((one: DrawnShape) => editor.remove(one)),
  };
  const { onRelabel, onHide, onLock, onDelete } = actions;
  const step = ({ key, target }: KeyboardEvent) => {
    if (key !== "ArrowDown" && key !== "ArrowUp") return;
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-shape-row]") ?? [])];
    rows[rows.indexOf(target as HTMLElement) + (key === "ArrowDown" ? 1 : -1)]?.focus();
  };
  return (
    <details className="prodigy-shape-list" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("shape_list", { n: shapes.length })}</summary>
      {shapes.length > 0 && (
        <ul className="prodigy-scrolls" ref={list} onKeyDown={step}>
          {shapes.map((drawn, place) => (
            <Row
              key={drawn.index}
              {...{ drawn, place, readOnly, labels, t, onRelabel, onHide, onLock, onDelete }}
              total={shapes.length}
              isSelected={drawn.index === selected}
              isHidden={hidden.has(drawn.span)}
              isReachable={drawn.index === selected || (selected < 0 && place === 0)}
              onSelect={select}
            />
          ))}
        </ul>
      )}
    </details>
  );
}

interface RowActions {
  onRelabel(label: string, drawn: DrawnShape): void;
  onHide(drawn: DrawnShape): void;
  onLock(drawn: DrawnShape): void;
  onDelete(drawn: DrawnShape): void;
}

interface RowProps extends RowActions {
  drawn: DrawnShape;
  place: number;
  total: number;
  labels: readonly string[];
  isSelected: boolean;
  isHidden: boolean;
  /** The one that tab leads to; arrows lead on. */
  isReachable: boolean;
  readOnly: boolean;
  onSelect(drawn: DrawnShape): void;
  t: Translate;
}

const Row = memo(function Row(props: RowProps) {
  const { drawn, place, total, isSelected, isHidden, isReachable, onSelect, t } = props;
  const { x, y, width, height } = drawn.box;
  const text = t("shape_text", { label: drawn.label ?? "–", kind: t(drawn.shape.kind) });
  const numbers = { x: round(x), y: round(y), width: round(width), height: round(height) };
  return (
    <li className="prodigy-shape-row" data-selected={isSelected || undefined} data-hidden={isHidden || undefined}>
      <button
        type="button"
        data-shape-row={drawn.index}
        aria-pressed={isSelected}
        aria-label={t("shape_place", { text, n: place + 1, total, ...numbers })}
        tabIndex={isReachable ? 0 : -1}
        onClick={() => onSelect(drawn)}
      >
        <i style={{ background: drawn.color }} aria-hidden="true" />
        <bdi>{drawn.label ?? "–"}</bdi>
        <small>
          {numbers.width} × {numbers.height}
        </small>
      </button>
      <RowTools {...props} text={text} />
    </li>
  );
});

function RowTools(props: RowProps & { text: string }) {
  const { drawn, labels, isSelected, isHidden, isReachable, readOnly, text, t } = props;
  const { onRelabel, onHide, onLock, onDelete } = props;
  const tabIndex = isReachable ? 0 : -1;
  const [hide, lock] = [t(isHidden ? "show_shape" : "hide_shape"), t(drawn.isLocked ? "unlock_shape" : "lock_shape")];
  return (
    <>
      {isSelected && !readOnly && !drawn.isLocked && labels.length > 1 && (
        <select
          aria-label={`${t("labels")}: ${text}`}
          value={drawn.label ?? ""}
          onChange={(event) => onRelabel(labels[event.target.selectedIndex - (hasOwn(labels, drawn) ? 0 : 1)]!, drawn)}
        >
          {!hasOwn(labels, drawn) && <option value={drawn.label ?? ""}>{drawn.label ?? "–"}</option>}
          {labels.map((label) => (
            <option key={label} value={label}>
              {label}
            </option>
          ))}
        </select>
      )}
      <button
        type="button"
        aria-label={`${hide}: ${text}`}
        title={hide}
        tabIndex={tabIndex}
        onClick={() => onHide(drawn)}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm9.5 0h.1" />
          {isHidden && <path d="M4 4l16 16" />}
        </svg>
      </button>
      {!readOnly && (
        <>
          <button
            type="button"
            aria-label={`${lock}: ${text}`}
            title={lock}
            tabIndex={tabIndex}
            onClick={() => onLock(drawn)}
          >
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path
                d={
                  drawn.isLocked
                    ? "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"
                    : "M6 11h12v9H6zM8.5 11V7a3.5 3.5 0 0 1 6.8-1"
                }
              />
            </svg>
          </button>
          <button
            type="button"
            disabled={drawn.isLocked}
            aria-label={`${t("delete")}: ${text}`}
            title={t("delete")}
            tabIndex={tabIndex}
            onClick={() => onDelete(drawn)}
          >
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="m6 6 12 12M18 6 6 18" />
            </svg>
          </button>
        </>
      )}
    </>
  );
}

const hasOwn = (labels: readonly string[], { label }: DrawnShape) =>
  label !== null && labels.map(String).includes(label);
