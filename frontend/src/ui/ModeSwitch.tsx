/** A switch between the ways to work on a task, at the start of the label bar. */
import { useId, type ReactNode } from "react";
import "./modeSwitch.css";

export interface ModeOption<M extends string> {
  mode: M;
  /** What it is, in the language of the page. */
  name: string;
  /** The key that chooses it, as it is shown; "" for none. */
  hint: string;
  /** What is shown of it. */
  content: ReactNode;
}

interface ModeSwitchProps<M extends string> {
  options: readonly ModeOption<M>[];
  mode: M;
  onChange(mode: M): void;
  label: string;
  className: string;
}

export function ModeSwitch<M extends string>({ options, mode, onChange, label, className }: ModeSwitchProps<M>) {
  const group = useId();
  return (
    <div className={`prodigy-mode-switch ${className}`} role="radiogroup" aria-label={label}>
      {options.map(({ mode: value, name, hint, content }) => (
        <label
          key={value}
          title={hint ? `${name} (${hint})` : name}
          data-active={mode === value || undefined}
          onMouseDown={(event) => event.preventDefault()}
        >
          <input
            type="radio"
            name={group}
            checked={mode === value}
            aria-label={name}
            onChange={() => onChange(value)}
          />
          {content}
          {hint && <kbd aria-hidden="true">{hint}</kbd>}
        </label>
      ))}
    </div>
  );
}
