/** All keys that work right now, made from what is registered, so that it can't be out of date. */
import type { MessageKey, Translate } from "../i18n/translate";
import { useTranslate } from "../i18n/react";
import type { Layer, ListedShortcut } from "../keymap/dispatcher";
import { keyHint } from "../keymap/labels";
import { onMac } from "../keymap/parse";
import { Dialog } from "../ui/Dialog";
import "./cheatSheet.css";

const GROUPS: readonly Layer[] = ["global", "labels", "view"];

export interface CheatSheetProps {
  shortcuts: readonly ListedShortcut[];
  closeKeys: readonly string[];
  onClose(): void;
}

export function CheatSheet({ shortcuts, closeKeys, onClose }: CheatSheetProps) {
  const t = useTranslate();
  const groups = GROUPS.map((layer) => ({ layer, rows: shortcuts.filter((shortcut) => shortcut.layer === layer) }));
  const filled = groups.filter(({ rows }) => rows.length > 0);
  return (
    <Dialog title={t("keys")} closeKeys={closeKeys} size={filled.length > 1 ? "wide" : "small"} onClose={onClose}>
      <div className="prodigy-keys">
        {filled.map(({ layer, rows }) => (
          <section key={layer}>
            <h2>{t(`keys_${layer}`)}</h2>
            <dl>
              {rows.map((shortcut, index) => (
                <div key={`${shortcut.action} ${index}`}>
                  <dt>{nameOf(shortcut, t)}</dt>
                  <dd>
                    <Keys shortcut={shortcut} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Keys({ shortcut }: { shortcut: ListedShortcut }) {
  const t = useTranslate();
  const shown = shortcut.keys.filter((key) => key && isOfThisSystem(key, shortcut.keys));
  if (!shown.length) return <span className="prodigy-keys-none">{t("keys_none")}</span>;
  return shown.map((key) => {
    const isTaken = shortcut.hidden.includes(key);
    return (
      <kbd key={key} data-prodigy-taken={isTaken || undefined} title={isTaken ? t("keys_conflict") : undefined}>
        {keyHint(key)}
      </kbd>
    );
  });
}

/** Of "command+s, ctrl+s" one is enough. */
function isOfThisSystem(key: string, all: readonly string[]): boolean {
  const [own, other] = onMac() ? ["command+", "ctrl+"] : ["ctrl+", "command+"];
  return !key.startsWith(other) || !all.some((candidate) => candidate.startsWith(own));
}

/** Ours are named by i18n key; views translate their own, and labels are data. */
function nameOf({ label, layer }: ListedShortcut, t: Translate): string {
  return layer === "global" ? t(label as MessageKey) : label;
}
