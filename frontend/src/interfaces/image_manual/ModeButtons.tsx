/** The switch between the tools, with the key of each. */
import type { ReactNode } from "react";
import { actionKeys, DEFAULT_KEYMAP } from "../../keymap/defaults";
import { keyHint } from "../../keymap/labels";
import type { MessageKey, Translate } from "../../i18n/translate";
import type { AppConfig } from "../../model/config";
import { ModeSwitch } from "../../ui/ModeSwitch";
import type { Mode } from "./modes";

const ICONS: Record<Mode, ReactNode> = {
  rect: <path d="M4 6h16v12H4z" />,
  polygon: <path d="m5 9 8-5 7 7-4 8-10 1z" />,
  freehand: <path d="M5 15c-2-6 5-12 10-9s7 5 3 9-5-1-8 2-4 1-5-2" />,
  select: <path d="m6 3 13 8-6 1.5L10 19z" />,
};
const NAMES: Record<Mode, MessageKey> = {
  rect: "rect",
  polygon: "polygon",
  freehand: "freehand",
  select: "select_shapes",
};

interface ModeButtonsProps {
  modes: readonly Mode[];
  mode: Mode;
  onChange(mode: Mode): void;
  keymap: AppConfig["keymap"];
  t: Translate;
}

export function ModeButtons({ modes, mode, onChange, keymap, t }: ModeButtonsProps) {
  const options = modes.map((value) => {
    const action = NAMES[value];
    const [key = ""] = actionKeys(action, keymap, DEFAULT_KEYMAP[action] ?? ["s"]);
    const content = (
      <svg viewBox="0 0 24 24" aria-hidden="true">
        {ICONS[value]}
      </svg>
    );
    return { mode: value, name: t(action), hint: keyHint(key), content };
  });
  return <ModeSwitch {...{ options, mode, onChange }} label={t("mode")} className="prodigy-image-modes" />;
}
