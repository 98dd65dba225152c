/** The two-way switch between relations and spans. */
import { useId } from "react";
import { keyHint } from "../../keymap/labels";
import type { Translate } from "../../i18n/translate";
import type { Mode } from "./model";

interface ModeSwitchProps {
  mode: Mode;
  onChange(mode: Mode): void;
  /** Key per mode; "" for none. */
  keys: Record<Mode, string>;
  t: Translate;
}

const MODES = [
  { mode: "relations", name: "rels" },
  { mode: "spans", name: "spans" },
] as const;

export function ModeSwitch({ mode, onChange, keys, t }: ModeSwitchProps) {
  const group = useId();
  return (
    <div className="prodigy-mode-switch" role="radiogroup" aria-label={t("mode")}>
      {MODES.map(({ mode: value, name }) => (
        <label
          key={value}
          title={t(name)}
          data-active={mode === value || undefined}
          onMouseDown={(event) => event.preventDefault()}
        >
          <input
            type="radio"
            name={group}
            checked={mode === value}
            aria-label={t(name)}
            onChange={() => onChange(value)}
          />
          <span aria-hidden="true">{t(`${name}_short`)}</span>
          {keys[value] && <kbd aria-hidden="true">{keyHint(keys[value])}</kbd>}
        </label>
      ))}
    </div>
  );
}
