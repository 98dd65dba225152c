/** Draw boxes, polygons and freehand shapes on a picture. */
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { useKept } from "../../hooks/useKept";
import { spaceOf } from "../../geometry/readTask";
import { useShortcuts } from "../../keymap/react";
import { drawShapes, spansOf, type DrawnShape, type ShapeModel } from "../shared/image/drawnShapes";
import { Frame } from "../shared/image/Frame";
import { imageLook, type ImageLook } from "../shared/image/imageSettings";
import { Previews } from "../shared/image/Previews";
import { ShapeNotices } from "../shared/image/ShapeNotices";
import { Chip, Outline } from "../shared/image/Shapes";
import { Stage } from "../shared/image/stage";
import { usePicture } from "../shared/image/usePicture";
import { labelShortcuts } from "../shared/labelBarParts";
import { Notice } from "../shared/Notice";
import { useViewState } from "../shared/viewState";
import type { ViewProps } from "../types";
import { AssistNotes, AssistTools } from "./assist/AssistTools";
import { SnapGuides } from "./assist/SnapGuides";
import { useAssist } from "./assist/useAssist";
import { DraftButtons } from "./DraftButtons";
import { ImageBar } from "./ImageBar";
import { useIsMine } from "./isMine";
import { Overlay } from "./Overlay";
import { ShapeList } from "./ShapeList";
import { imageShortcuts } from "./shortcuts";
import { noteSize } from "./sizes";
import { useHeldAnswer } from "./useHeldAnswer";
import { useImageEditor } from "./useImageEditor";
import { useImageLabels } from "./useImageLabels";
import { usePointer, useSpacePan } from "./usePointer";
import { ViewControls } from "./ViewControls";
import "./imageManual.css";

/** The picture, its shapes, and what edits them. */
function useTools(props: ViewProps) {
  const { task, config, theme, readOnly = false, t } = props;
  const spansKey = config.image_manual_spans_key || "spans";
  const src = String(task.image);
  const picture = usePicture(src);
  const { natural, isLoaded } = picture;
  const [stage] = useState(() => new Stage());
  const { width, height } = task;
  const space = useMemo(() => natural && spaceOf({ width, height }, natural), [natural, width, height]);
  useEffect(() => {
    if (natural && isLoaded) noteSize(src, natural);
  }, [src, natural, isLoaded]);
  const labels = useImageLabels(props, spansKey);
  const spans = spansOf(task, spansKey);
  const model = useKept<ShapeModel>(
    (before) => drawShapes(spans, labels.order, theme, before),
    [spans, labels.order, theme],
  );
  const { active, colorOf } = labels;
  const editor = useImageEditor({ ...props, model, spansKey, space, stage, active });
  const [showsLabels, setShowsLabels] = useViewState("image labels", config.image_manual_show_labels !== false);
  const toggleLabels = () => setShowsLabels(!showsLabels);
  const chooseLabel = (label: string) => {
    labels.setActive(label);
    editor.relabel(label, colorOf);
  };
  useHeldAnswer({ ...props, editor, isLoaded, hasLabels: labels.labels.length > 0 });
  useShortcuts(readOnly ? [] : labelShortcuts(labels.labels, labels.keys, chooseLabel), "labels");
  return { src, spansKey, picture, stage, space, labels, model, editor, showsLabels, toggleLabels, chooseLabel, t };
}

export default function ImageManualView(props: ViewProps) {
  const { task, config, readOnly = false, t } = props;
  const root = useRef<HTMLDivElement>(null);
  const tools = useTools(props);
  const { picture, stage, space, labels, model, editor, showsLabels } = tools;
  const helpId = useId();
  const isMine = useIsMine(root);
  const keys = { editor, stage, isMine, toggleLabels: tools.toggleLabels, canFilter: labels.canFilter, t };
  useShortcuts(readOnly ? [] : imageShortcuts({ ...keys, openFilter: () => labels.setFiltering(true) }));
  const { src, spansKey } = tools;
  const assist = useAssist({ ...props, src, spansKey, space, stage, editor, isMine });
  const look = imageLook(config);
  const select = (drawn: DrawnShape) => {
    editor.select(drawn.index, -1);
    stage.reveal(drawn.box);
    editor.say(t("shape_selected", { text: editor.describe(drawn) }));
  };
  return (
    <div className="prodigy-image-manual" ref={root} data-shape-view="">
      {!readOnly && (
        <ImageBar
          {...{ labels, editor, showsLabels, config, t }}
          onLabel={tools.chooseLabel}
          onLabels={tools.toggleLabels}
        />
      )}
      <div className="prodigy-content prodigy-content-image" data-readonly={readOnly || undefined}>
        {labels.labels.length === 0 && !readOnly && <Notice>{t("no_labels")}</Notice>}
        <ShapeNotices model={model} space={space} t={t} />
        {!readOnly && <AssistNotes {...{ assist, t }} />}
        <Canvas {...props} {...{ tools, look, helpId, isMine }} />
        {space && picture.isLoaded && (
          <ViewControls {...{ stage, space, t }} gestures={editor.gestures}>
            {!readOnly && <AssistTools {...{ assist, t }} />}
          </ViewControls>
        )}
        {look.hasPreviews && space && <Previews {...{ picture, space, t }} shapes={model.shapes} />}
        <ShapeList {...{ editor, readOnly, t }} labels={labels.labels} colorOf={labels.colorOf} onSelect={select} />
        <p className="prodigy-hidden" id={helpId}>
          {typeof task.text === "string" ? `${task.text} ` : ""}
          {t("picture_help")}
        </p>
        <p className="prodigy-hidden" aria-live="polite">
          {editor.message}
        </p>
      </div>
    </div>
  );
}

interface CanvasProps extends ViewProps {
  tools: ReturnType<typeof useTools>;
  look: ImageLook;
  helpId: string;
  isMine(): boolean;
}

function Canvas({ tools, look, helpId, isMine, config, theme, readOnly = false, answer, t }: CanvasProps) {
  const { picture, stage, space, labels, model, editor, showsLabels } = tools;
  const { gestures, drawn, hidden, selected, mode } = editor;
  const frame = useRef<HTMLDivElement>(null);
  const handlers = usePointer(frame, stage, gestures);
  useSpacePan({ frame, gestures, config, isMine, answer, t });
  const { strokeWidth, isShaded, hasCenter } = look;
  const seen = model.shapes.filter(({ span }) => !hidden.has(span));
  const color = labels.active === null ? theme.bgLowlight : labels.colorOf(labels.active);
  return (
    <Frame
      {...{ picture, stage, space, t, ...handlers }}
      frameRef={frame}
      className="prodigy-image-canvas"
      data-mode={readOnly ? "select" : mode}
      data-prodigy-no-swipe=""
      data-shape=""
      data-shape-frame=""
      role="application"
      aria-label={t("picture")}
      aria-describedby={helpId}
      tabIndex={0}
      alt=""
      darkness={look.darkness}
      fontSize={look.fontSize}
      shapes={seen.map((one) => (
        <Outline
          key={one.index}
          drawn={one}
          isSelected={one.index === selected}
          {...{ strokeWidth, isShaded, hasCenter }}
        />
      ))}
      chips={seen.map((one) =>
        (showsLabels && one.label !== null) || one.index === selected ? (
          <Chip key={one.index} drawn={one} isSelected={one.index === selected} />
        ) : null,
      )}
    >
      <Overlay
        {...{ frame, stage, gestures, color, strokeWidth }}
        drawn={drawn && !hidden.has(drawn.span) && !readOnly ? drawn : undefined}
        vertex={editor.vertex}
        hasCrosshair={mode !== "select" && !readOnly}
      />
      {!readOnly && <SnapGuides {...{ gestures, stage }} />}
      {!readOnly && <DraftButtons editor={editor} t={t} />}
    </Frame>
  );
}
