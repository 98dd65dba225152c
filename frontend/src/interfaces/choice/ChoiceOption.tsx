/** One option: a native radio button or checkbox, and its content. */
import { memo, useId, type CSSProperties, type KeyboardEvent } from "react";
import type { Option } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import type { Theme } from "../../model/theme";
import type { Translate } from "../../i18n/translate";
import { keyHint } from "../../keymap/labels";
import { metaText } from "../../ui/Meta";
import { readableTextColor } from "../../theme";
import { Content } from "../shared/Content";
import { textDirection } from "../shared/direction";
import { optionName } from "./model";

interface ChoiceOptionProps {
  option: Option;
  name: string;
  isMultiple: boolean;
  isSelected: boolean;
  isDisabled: boolean;
  keyCombo: string;
  onToggle(option: Option): void;
  config: AppConfig;
  theme: Theme;
  t: Translate;
}

/** Drawn anew only when something in it has changed: there may be a hundred. */
export const ChoiceOption = memo(function ChoiceOption(props: ChoiceOptionProps) {
  const { option, name, isMultiple, isSelected, isDisabled, keyCombo, config, theme, t } = props;
  const onToggle = () => props.onToggle(option);
  const hint = keyHint(keyCombo);
  const id = useId();
  const hasImage = typeof option.image === "string" && option.image !== "";
  // Nobody could tell what an empty row stands for, so it shows what would be stored.
  const isBare = !option.html && (typeof option.text !== "string" || option.text.trim() === "");
  const isPlayed = Boolean(option.audio || option.video);
  const accent = option.color ?? theme.labels[String(option.id)] ?? theme.labels[option.text ?? ""];
  const accentStyle = accent ? { "--option-color": accent, "--option-on": readableTextColor(accent) } : {};
  const style = { ...option.style, ...accentStyle } as CSSProperties;

  // A radio button that is on fires no change when it is clicked or pressed again, so clearing needs its own events.
  const onClick = () => {
    if (!isMultiple && isSelected) onToggle();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== " " || isMultiple || !isSelected || isDisabled) return;
    event.preventDefault();
    onToggle();
  };

  return (
    <label
      className={`prodigy-option${isSelected ? " prodigy-option-selected" : ""}`}
      data-prodigy-option={String(option.id)}
      style={style}
      // Clicking must not move the focus into the list: arrow keys would then change the selection.
      onMouseDown={(event) => {
        if (!(event.target as Element).closest("a, button, audio, video, .prodigy-html input")) event.preventDefault();
      }}
    >
      <input
        type={isMultiple ? "checkbox" : "radio"}
        name={name}
        value={String(option.id)}
        checked={isSelected}
        disabled={isDisabled}
        aria-labelledby={`${id}-name`}
        onChange={onToggle}
        onClick={onClick}
        onKeyDown={onKeyDown}
      />
      <span className="prodigy-option-mark" aria-hidden="true" />
      <span className="prodigy-option-body" id={`${id}-name`} dir={textDirection(config)}>
        {hasImage ? (
          <>
            <Content
              content={{ ...option, text: undefined, spans: option.spans }}
              {...{ config, theme, t }}
              withoutTemplate
              isLazy
            />
            <span className={option.text ? "prodigy-option-caption" : "prodigy-option-hidden"}>
              {optionName(option)}
            </span>
          </>
        ) : (
          <>
            {isBare && (
              <span className={isPlayed ? "prodigy-option-hidden" : "prodigy-option-text"}>{optionName(option)}</span>
            )}
            <Content content={option} {...{ config, theme, t }} withoutTemplate sizeClass="prodigy-option-text" />
            {option.text !== undefined && isPlayed && (
              <Content
                content={{ audio: option.audio, video: option.video }}
                {...{ config, theme, t }}
                withoutTemplate
              />
            )}
          </>
        )}
        {option.meta && (
          <span className="prodigy-option-meta">
            {Object.entries(option.meta).map(([key, value]) => (
              <span key={key}>
                {key}: {metaText(value)}
              </span>
            ))}
          </span>
        )}
      </span>
      {isLink(option.url) && (
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
      )}
      {hint && <kbd aria-hidden="true">{hint}</kbd>}
    </label>
  );
});

/** Options are data: only addresses that open a page, nothing that runs. */
function isLink(url: unknown): url is string {
  return typeof url === "string" && /^(https?:\/\/|\/(?!\/)|\.)/i.test(url);
}
