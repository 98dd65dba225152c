/** Buttons and keys to look closer at a picture. */
import type { ReactNode } from "react";
import { useShortcuts } from "../../../keymap/react";
import type { Translate } from "../../../i18n/translate";
import type { Stage } from "./stage";
import { useScale } from "./useZoom";

const STEP = 1.5;

const ICONS: Record<string, ReactNode> = {
  zoom_out: <path d="M5 12h14" />,
  zoom_in: <path d="M12 5v14M5 12h14" />,
  fit_picture: <path d="M4 9V4h5M20 9V4h-5M4 15v5h5m11-5v5h-5" />,
};

export function ZoomTools({ stage, t }: { stage: Stage; t: Translate }) {
  const { scale, isFitted } = useScale(stage);
  const pixelRatio = window.devicePixelRatio || 1;
  const percent = Math.round(scale * pixelRatio * 100);
  const zoomIn = () => stage.zoomBy(STEP);
  const zoomOut = () => stage.zoomBy(1 / STEP);
  useShortcuts([
    { action: "zoom_in", keys: ["+", "="], label: t("zoom_in"), allowRepeat: true, run: zoomIn },
    { action: "zoom_out", keys: ["-"], label: t("zoom_out"), allowRepeat: true, run: zoomOut },
    { action: "fit_picture", keys: ["z"], label: t("fit_picture"), run: () => stage.fit() },
    { action: "actual_size", keys: ["shift+z"], label: t("actual_size"), run: () => stage.actualSize(pixelRatio) },
  ]);
  const button = (name: "zoom_in" | "zoom_out" | "fit_picture", key: string, run: () => void, isOff = false) => (
    <button
      type="button"
      aria-label={t(name)}
      title={`${t(name)} (${key})`}
      aria-disabled={isOff || undefined}
      // A click leaves the focus where it is.
      onMouseDown={(event) => event.preventDefault()}
      onClick={run}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        {ICONS[name]}
      </svg>
    </button>
  );
  return (
    <div className="prodigy-image-zoom" role="group" aria-label={t("zoom")}>
      {button("zoom_out", "-", zoomOut)}
      <button
        type="button"
        className="prodigy-image-percent"
        aria-label={`${percent} %: ${t("actual_size")}`}
        title={`${t("actual_size")} (shift+z)`}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => stage.actualSize(pixelRatio)}
      >
        {percent} %
      </button>
      {button("zoom_in", "+", zoomIn)}
      {button("fit_picture", "z", () => stage.fit(), isFitted)}
    </div>
  );
}
