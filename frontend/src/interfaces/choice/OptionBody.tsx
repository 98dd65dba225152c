/** The content of an option: text, picture, recording, and what is known about it. */
import type { Option } from "../../model/parts";
import type { ViewProps } from "../types";
import { metaText } from "../../ui/Meta";
import { Content } from "../shared/Content";
import { optionName } from "./model";
import { hasImage, isBare, isLink } from "./optionFacts";

type Drawing = Pick<ViewProps, "config" | "theme" | "t">;

export function OptionBody({ option, ...drawing }: Drawing & { option: Option }) {
  return (
    <>
      {hasImage(option) ? <Picture {...{ option }} {...drawing} /> : <Words {...{ option }} {...drawing} />}
      {option.meta && (
        <span className="prodigy-option-meta">
          {Object.entries(option.meta).map(([key, value]) => (
            <span key={key}>
              {key}: {metaText(value)}
            </span>
          ))}
        </span>
      )}
    </>
  );
}

function Picture({ option, ...drawing }: Drawing & { option: Option }) {
  return (
    <>
      <Content content={{ ...option, text: undefined }} {...drawing} withoutTemplate isLazy />
      <span className={option.text ? "prodigy-option-caption" : "prodigy-option-hidden"}>{optionName(option)}</span>
    </>
  );
}

function Words({ option, ...drawing }: Drawing & { option: Option }) {
  const { audio, video } = option;
  const isPlayed = Boolean(audio || video);
  return (
    <>
      {isBare(option) && (
        <span className={isPlayed ? "prodigy-option-hidden" : "prodigy-option-text"}>{optionName(option)}</span>
      )}
      <Content content={option} {...drawing} withoutTemplate sizeClass="prodigy-option-text" />
      {option.text !== undefined && isPlayed && <Content content={{ audio, video }} {...drawing} withoutTemplate />}
    </>
  );
}

export function OptionLink({ option, t }: Pick<Drawing, "t"> & { option: Option }) {
  if (!isLink(option.url)) return null;
  return (
    <a
      className="prodigy-option-link"
      href={option.url}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={`${t("open_link")}: ${optionName(option)}`}
      title={option.url}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M14 4h6v6M20 4l-9 9M10 6H5v13h13v-5" />
      </svg>
    </a>
  );
}
