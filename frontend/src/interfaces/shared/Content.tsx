/**
 * The content of a task, chosen by its keys: image, markup, text with spans, text, audio or video.
 *
 * Used by views that put something around it: classification and choice, and the options of a choice.
 */
import { lazy, Suspense, type ReactNode } from "react";
import type { AppConfig } from "../../model/config";
import type { Theme } from "../../model/theme";
import type { Translate } from "../../i18n/translate";
import { contentKind, type ContentKeys } from "./contentKind";
import { TextContent } from "./TextContent";
import "./content.css";

/** Templates, sanitizing and pictures are chunks of their own: most choices are made on plain text. */
const HtmlContent = lazy(() => import("./html/HtmlContent"));
const ShapedPicture = lazy(() => import("./image/ShapedPicture").then((it) => ({ default: it.ShapedPicture })));
const AudioContent = lazy(() => import("./audio/AudioContent"));

export interface ContentProps {
  /** The task, or an option with the same content keys. */
  content: ContentKeys;
  config: AppConfig;
  theme: Theme;
  t: Translate;
  /** Don't draw markup from the template of the settings (for options, which bring their own markup). */
  withoutTemplate?: boolean;
  /** Fixed size instead of one by the length of the text. */
  sizeClass?: string;
  /** One of many: an image is fetched when it comes into sight. */
  isLazy?: boolean;
}

export function Content({
  content,
  config,
  theme,
  t,
  withoutTemplate = false,
  sizeClass,
  isLazy = false,
}: ContentProps): ReactNode {
  const kind = contentKind(content, config, withoutTemplate);
  switch (kind) {
    case "image":
      return (
        <Suspense fallback={<div className="prodigy-image-waiting" />}>
          <ShapedPicture
            src={content.image as string}
            alt={typeof content.text === "string" ? content.text : ""}
            {...{ content, config, theme, t, isLazy }}
          />
        </Suspense>
      );
    case "html":
      return (
        <Suspense fallback={null}>
          <HtmlContent
            task={content}
            config={withoutTemplate ? { ...config, html_template: null } : config}
            theme={theme}
            t={t}
          />
        </Suspense>
      );
    case "text":
      return <TextContent {...{ config, theme, sizeClass }} text={content.text as string} spans={content.spans} />;
    case "audio":
    case "video":
      if (!withoutTemplate) return <Played {...{ content, config, theme, t, sizeClass }} />;
      return kind === "audio" ? (
        <audio className="prodigy-media" src={content.audio} controls preload="metadata" />
      ) : (
        <video className="prodigy-media" src={content.video} controls preload="metadata" />
      );
    case null:
      return null;
  }
}

/** The question is a recording: its player, and what is written about it. */
function Played({ content, config, theme, t, sizeClass }: ContentProps) {
  const { text } = content;
  return (
    <>
      <Suspense fallback={<div className="prodigy-audio-waiting">{t("loading")}</div>}>
        <AudioContent {...{ content, config, theme, t }} />
      </Suspense>
      {typeof text === "string" && text !== "" && (
        <div className="prodigy-played-text">
          <TextContent
            {...{ config, theme, text }}
            spans={content.spans}
            sizeClass={sizeClass ?? "prodigy-text-small"}
          />
        </div>
      )}
    </>
  );
}
