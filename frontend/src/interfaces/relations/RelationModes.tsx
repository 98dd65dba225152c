/** The two-way switch between relations and spans. */
import { keyHint } from "../../keymap/labels";
import type { Translate } from "../../i18n/translate";
import { ModeSwitch } from "../../ui/ModeSwitch";
import type { Mode } from "./model";

interface RelationModesProps {
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

export function RelationModes({ mode, onChange, keys, t }: RelationModesProps) {
  const options = MODES.map(({ mode: value, name }) => ({
    mode: value,
    name: t(name),
    hint: keys[value] && keyHint(keys[value]),
    content: <span aria-hidden="true">{t(`${name}_short`)}</span>,
  }));
  return <ModeSwitch {...{ options, mode, onChange }} label={t("mode")} className="prodigy-relation-modes" />;
}
