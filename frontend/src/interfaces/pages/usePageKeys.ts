/** The keys that turn pages. */
import type { Translate } from "../../i18n/translate";
import { useShortcuts } from "../../keymap/react";
import { turnsPages } from "../shared/turnsPages";

export function usePageKeys(turn: (by: 1 | -1) => void, isRtl: boolean, t: Translate): void {
  const [back, forth] = [
    { label: t("previous_page"), allowRepeat: true, run: () => turn(-1) },
    { label: t("next_page"), allowRepeat: true, run: () => turn(1) },
  ];
  const when = () => turnsPages(document.activeElement);
  // Behind the keys of views: arrows that move a shape or a token don't turn the page.
  useShortcuts(
    [
      { ...back, action: "previous_page", keys: [isRtl ? "right" : "left"], when },
      { ...forth, action: "next_page", keys: [isRtl ? "left" : "right"], when },
      { ...back, action: "page_up", keys: ["pageup"] },
      { ...forth, action: "page_down", keys: ["pagedown"] },
    ],
    "global",
  );
}
