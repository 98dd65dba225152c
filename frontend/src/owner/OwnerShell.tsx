/** What stands around every page of the owner: the mark, and the ways to the other pages. */
import type { ReactNode } from "react";
import type { DataProject } from "../api/data";
import { useTranslate } from "../i18n/react";
import { Logo } from "../shell/Logo";
import { addressOf } from "../model/pages";
import { PAGES } from "./pages";
import "./ownerShell.css";

interface OwnerShellProps {
  /** The page that is shown. */
  name: string;
  project: DataProject;
  children: ReactNode;
}

export function OwnerShell({ name, project, children }: OwnerShellProps) {
  const t = useTranslate();
  const pages = project.pages.filter((one) => PAGES[one]);
  return (
    <div className="prodigy-owner">
      <header className="prodigy-owner-header">
        <Logo />
        <nav aria-label={t("page_links")}>
          {project.is_annotating && <a href={addressOf(null)}>{t("page_annotate")}</a>}
          {pages.map((one) => (
            <a key={one} href={addressOf(one)} aria-current={one === name ? "page" : undefined}>
              {t(PAGES[one]!.title)}
            </a>
          ))}
        </nav>
      </header>
      {children}
    </div>
  );
}
