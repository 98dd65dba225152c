/** One option: a native radio button or checkbox, and its content. */
import { memo, useId, type CSSProperties, type KeyboardEvent } from "react";
import type { Option } from "../../model/parts";
import type { AppConfig } from "../../model/config";
import type { Theme } from "../../model/theme";
import type { Translate } from "../../i18n/translate";
import { keyHint } from "../../keymap/labels";
import { readableTextColor } from "../../theme";
import { textDirection } from "../shared/direction";
import { OptionBody, OptionLink } from "./OptionBody";
import { accentOf } from "./optionFacts";

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
  const accent = accentOf(option, theme.labels);
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
        <OptionBody {...{ option, config, theme, t }} />
      </span>
      <OptionLink {...{ option, t }} />
      {hint && <kbd aria-hidden="true">{hint}</kbd>}
    </label>
  );
});
