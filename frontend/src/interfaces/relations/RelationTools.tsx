/** Buttons at the end of the label bar. */
import type { Translate } from "../../i18n/translate";
import { ResetButton, ToolButton } from "../../ui/ToolButton";

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
      <ToolButton name={t("wrap_lines")} hint="w" isPressed={isWrapped} onPress={() => onWrap(!isWrapped)}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 6h16M4 12h13a3.5 3.5 0 0 1 0 7h-3m0 0 2.5-2.5M14 19l2.5 2.5M4 19h5" />
        </svg>
      </ToolButton>
      <ResetButton isOn={canReset} onReset={onReset} t={t} />
    </>
  );
}
