/** Links to the pages of the owner: the server names them to nobody else. */
import { useTranslate } from "../i18n/react";
import type { MessageKey } from "../i18n/translate";
import { addressOf } from "../model/pages";

export function OwnerPages({ names }: { names: unknown }) {
  const t = useTranslate();
  if (!Array.isArray(names) || !names.length) return null;
  return (
    <nav className="prodigy-pages prodigy-sidebar-section" aria-label={t("page_links")}>
      {names.map(String).map((name) => (
        <a key={name} href={addressOf(name)}>
          {t(`page_${name}` as MessageKey)}
        </a>
      ))}
    </nav>
  );
}
