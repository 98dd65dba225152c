/** Highlight spans of words on the picture of a page. The words are selected where they stand. */
import { useMemo, useRef, type CSSProperties } from "react";
import { useShortcuts } from "../../keymap/react";
import { Broken } from "../shared/image/Broken";
import { usePicture } from "../shared/image/usePicture";
import { TokenFrame } from "../shared/tokenEditor/TokenFrame";
import { usePlainSpans } from "../shared/tokenEditor/usePlainSpans";
import { useViewState } from "../shared/viewState";
import type { ViewProps } from "../types";
import { nextZoom, pageSize, placesOf } from "./model";
import { PageMark, PageSelection } from "./PageMarks";
import { PageTokens } from "./PageTokens";
import { usePlacedText } from "./usePlacedText";
import { useZoom } from "./useZoom";
import { ZoomTools } from "./ZoomTools";
import "../shared/tokens/tokens.css";
import "./pageSpans.css";

export { finishPage } from "./model";

export default function PageSpansView(props: ViewProps) {
  const { task, config, readOnly, t } = props;
  const { container, helpId, view, model, editor, cursor, focused, preview, isDragging, choose } = usePlainSpans(
    props,
    "spans",
  );
  const { tokens } = view;
  const { width, height } = task;
  const page = useMemo(() => pageSize(width, height), [width, height]);
  const places = placesOf(tokens);
  const frame = useRef<HTMLDivElement>(null);
  const { zoom, setZoom } = useZoom(frame, places, page);
  usePlacedText(container, places, page);
  // They cover what is above them.
  const [showsLabels, setShowsLabels] = useViewState("page labels", true);
  const larger = () => setZoom(nextZoom(zoom, 1));
  const smaller = () => setZoom(nextZoom(zoom, -1));
  useShortcuts([
    { action: "zoom_in", keys: ["+", "="], label: t("zoom_in"), allowRepeat: true, run: larger },
    { action: "zoom_out", keys: ["-"], label: t("zoom_out"), allowRepeat: true, run: smaller },
    { action: "labels", keys: ["l"], label: t("show_all_labels"), run: () => setShowsLabels(!showsLabels) },
  ]);
  const tools = useMemo(() => <ZoomTools {...{ zoom, setZoom, t }} />, [zoom, setZoom, t]);
  const removeLabel = readOnly ? null : t("remove_span", { label: "{label}" });
  const marks = focused ?? editor.selected;
  return (
    <TokenFrame
      {...{ view, editor, container, helpId, config, t, readOnly, focused, isDragging, tools }}
      spans={model.spans}
      counts={model}
      onChoose={choose}
      isPicture
    >
      <div
        className="prodigy-page-frame prodigy-scrolls"
        ref={frame}
        data-zoomed={zoom > 1 || undefined}
        data-hides-labels={!showsLabels || undefined}
      >
        <div
          ref={container}
          className="prodigy-page"
          role="group"
          aria-label={t("text_tokens")}
          aria-describedby={helpId}
          style={
            {
              width: `${100 * zoom}%`,
              aspectRatio: `${page.width} / ${page.height}`,
              "--selection-color": view.selectionColor,
            } as CSSProperties
          }
        >
          <Picture src={String(task.image)} t={t} />
          <PageSelection selection={editor.pending?.range ?? cursor.selection} {...{ preview, places, page }} />
          {model.spans.map((drawn) => (
            <PageMark
              key={`${drawn.from}-${drawn.to}`}
              {...{ drawn, places, page, removeLabel }}
              isSelected={drawn === marks}
            />
          ))}
          <PageTokens {...{ tokens, places, page }} cursor={readOnly ? -1 : cursor.position} />
        </div>
      </div>
    </TokenFrame>
  );
}

function Picture({ src, t }: { src: string; t: ViewProps["t"] }) {
  const picture = usePicture(src);
  const { source, attempt } = picture;
  if (picture.failure) return <Broken picture={picture} t={t} />;
  if (!source) return null;
  return (
    <img
      key={`${attempt} ${source.url}`}
      src={source.url}
      // Its words are the elements above it.
      alt=""
      draggable={false}
      decoding="async"
      onLoad={(event) => picture.onLoad(event.currentTarget)}
      onError={picture.onError}
    />
  );
}
