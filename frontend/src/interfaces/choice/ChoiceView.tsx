/** A question with options to choose from. */
import { useId, useMemo, useRef } from "react";
import type { Option } from "../../model/parts";
import type { ViewProps } from "../types";
import { useShortcuts } from "../../keymap/react";
import { Content } from "../shared/Content";
import { contentKind } from "../shared/contentKind";
import { itemKeys } from "../shared/itemKeys";
import { isLabel } from "../shared/labels";
import { useStable } from "../../hooks/useStable";
import { Title } from "../shared/Title";
import { useAutoAccept } from "../shared/useAutoAccept";
import { ChoiceOption } from "./ChoiceOption";
import { optionName, toggleOption } from "./model";
import { readOptions } from "./options";
import { isPictureGrid } from "./optionFacts";
import "./choice.css";

export default function ChoiceView({ task, config, theme, update, answer, t, usesNumberKeys, readOnly }: ViewProps) {
  const options = useMemo(() => readOptions(task.options), [task.options]);
  const isMultiple = config.choice_style === "multiple";
  const isAutomatic = config.choice_auto_accept === true && !isMultiple;
  const accept = Array.isArray(task.accept) ? task.accept : [];
  const hasNumbers = usesNumberKeys && !readOnly;
  const keys = useMemo(() => {
    const ids = options.map(({ id }) => String(id));
    return itemKeys(
      ids,
      config,
      hasNumbers,
      options.map(({ text }) => text),
    );
  }, [options, config, hasNumbers]);
  const name = useId();
  const accepting = useAutoAccept(isAutomatic, () => answer("accept"));
  // Arrow keys in a radio group select on their way to the option that is meant: they must not submit.
  const isBrowsing = useRef(false);

  const toggle = useStable((option: Option) => {
    if (readOnly || accepting.isWaiting(option.id)) return;
    const { accept: next, isSelected } = toggleOption(task.accept, option.id, isMultiple);
    update({ accept: next });
    accepting.wait(isSelected && !isBrowsing.current ? option.id : null);
  });

  const list = useRef<HTMLDivElement>(null);
  /** By key. What is picked must be in sight. */
  const pick = (option: Option, index: number) => {
    toggle(option);
    list.current?.querySelectorAll(".prodigy-option")[index]?.scrollIntoView?.({ block: "nearest" });
  };

  useShortcuts(
    options.flatMap((option, i) => {
      const key = keys[i];
      if (!key || readOnly) return [];
      return [{ action: `option_${i + 1}`, keys: [key], label: optionName(option), run: () => pick(option, i) }];
    }),
    "labels",
  );

  const hasTitle = isLabel(task.label);
  const hasContent = contentKind(task, config) !== null;
  const isGrid = isPictureGrid(options);
  return (
    <>
      {hasTitle && <Title title={task.label as string} config={config} />}
      {hasContent && (
        <div className="prodigy-content">
          <Content content={task} config={config} theme={theme} t={t} />
        </div>
      )}
      <div
        ref={list}
        className={`prodigy-options${isGrid ? " prodigy-options-grid" : ""}`}
        role={isMultiple ? "group" : "radiogroup"}
        aria-label={t("options")}
        dir={config.writing_dir}
        onKeyDown={(event) => {
          isBrowsing.current = event.key.startsWith("Arrow");
        }}
        onKeyUp={() => {
          isBrowsing.current = false;
        }}
      >
        {options.map((option, i) => (
          <ChoiceOption
            key={`${typeof option.id}:${option.id}`}
            {...{ option, name, config, theme, t, isMultiple }}
            isSelected={accept.includes(option.id)}
            keyCombo={keys[i] ?? ""}
            isDisabled={Boolean(readOnly)}
            onToggle={toggle}
          />
        ))}
      </div>
    </>
  );
}
