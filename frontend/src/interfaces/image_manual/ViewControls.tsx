/** The line below the picture: where the pointer is, and the zoom. */
import type { ReactNode } from "react";
import type { Size } from "../../geometry/points";
import { boxOf } from "../../geometry/shapes";
import type { Translate } from "../../i18n/translate";
import type { Stage } from "../shared/image/stage";
import type { Draft, Gestures } from "./gestures";
import { ZOOM_STEP } from "./shortcuts";
import { useLive, useViewport } from "./useLive";

interface ViewControlsProps {
  stage: Stage;
  gestures: Gestures;
  space: Size;
  /** More tools, in front of the zoom. */
  children?: ReactNode;
  t: Translate;
}

export function ViewControls({ stage, gestures, space, children, t }: ViewControlsProps) {
  return (
    <div className="prodigy-image-controls">
      <Place gestures={gestures} space={space} />
      {children}
      <Tool name={t("zoom_out")} hint="-" onClick={() => stage.zoomBy(1 / ZOOM_STEP)}>
        <path d="M5 12h14" />
      </Tool>
      <Percent stage={stage} t={t} />
      <Tool name={t("zoom_in")} hint="+" onClick={() => stage.zoomBy(ZOOM_STEP)}>
        <path d="M5 12h14M12 5v14" />
      </Tool>
      <Tool name={t("fit_picture")} hint="z" onClick={() => stage.fit()}>
        <path d="M4 9V4h5M20 9V4h-5M4 15v5h5m11-5v5h-5" />
      </Tool>
    </div>
  );
}

interface ToolProps {
  name: string;
  hint: string;
  onClick(): void;
  children: ReactNode;
}

function Tool({ name, hint, onClick, children }: ToolProps) {
  return (
    <button
      type="button"
      className="prodigy-image-tool"
      aria-label={name}
      title={`${name} (${hint})`}
      onClick={onClick}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        {children}
      </svg>
    </button>
  );
}

/** Px of the screen for each px of the picture. */
function Percent({ stage, t }: { stage: Stage; t: Translate }) {
  const { scale } = useViewport(stage);
  const percent = 100 * scale * (window.devicePixelRatio || 1);
  const text = `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
  const name = t("actual_size");
  return (
    <button
      type="button"
      className="prodigy-image-tool prodigy-image-percent"
      aria-label={`${text}, ${name}`}
      title={`${name} (shift+z)`}
      onClick={() => stage.actualSize(window.devicePixelRatio)}
    >
      {text}
    </button>
  );
}

function draftSize(draft: Draft | null): Size | null {
  if (!draft) return null;
  if (draft.tool === "rect") return draft.box;
  return draft.tool === "grip" ? boxOf(draft.shape.points) : boxOf(draft.points);
}

const px = (value: number) => value.toFixed(1);
/** Of something that stays: without a decimal where there is none. */
const still = (value: number) => String(Math.round(value * 10) / 10);

function Place({ gestures, space }: { gestures: Gestures; space: Size }) {
  const { pointer, draft } = useLive(gestures);
  const size = draftSize(draft);
  return (
    <output className="prodigy-image-place" aria-live="off">
      {pointer ? `${px(pointer[0])}, ${px(pointer[1])}` : `${still(space.width)} × ${still(space.height)}`}
      {pointer && size && ` · ${px(size.width)} × ${px(size.height)}`}
    </output>
  );
}
