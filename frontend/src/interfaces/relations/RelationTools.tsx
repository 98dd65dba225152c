/** Buttons at the end of the label bar. */
import type { Translate } from "../../i18n/translate";

interface RelationToolsProps {
  isWrapped: boolean;
  onWrap(isWrapped: boolean): void;
  /** 1 is the usual size. */
  zoom: number;
  onZoom(zoom: number): void;
  canReset: boolean;
  onReset(): void;
  t: Translate;
}

export const ZOOMS = { least: 0.5, most: 1.6, step: 0.1 };

export function RelationTools({ isWrapped, onWrap, zoom, onZoom, canReset, onReset, t }: RelationToolsProps) {
  return (
    <>
      <input
        type="range"
        className="prodigy-relation-zoom"
        min={ZOOMS.least}
        max={ZOOMS.most}
        step={ZOOMS.step}
        value={zoom}
        aria-label={t("zoom")}
        aria-valuetext={`${Math.round(100 * zoom)} %`}
        title={`${t("zoom")}: ${Math.round(100 * zoom)} % (z)`}
        onChange={(event) => onZoom(Number(event.target.value))}
        onDoubleClick={() => onZoom(1)}
      />
      <button
        type="button"
        className="prodigy-label-tool"
        aria-pressed={isWrapped}
        aria-label={t("wrap_lines")}
        title={`${t("wrap_lines")} (w)`}
        onClick={() => onWrap(!isWrapped)}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 6h16M4 12h13a3.5 3.5 0 0 1 0 7h-3m0 0 2.5-2.5M14 19l2.5 2.5M4 19h5" />
        </svg>
      </button>
      <button
        type="button"
        className="prodigy-label-tool"
        disabled={!canReset}
        aria-label={t("reset")}
        title={`${t("reset")} (q)`}
        onClick={onReset}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 5v5h5M4.6 10a8 8 0 1 1-.3 4.5" />
        </svg>
      </button>
    </>
  );
}
