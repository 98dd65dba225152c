/** Starts one of the owner's pages: settings, words and theme, and no annotation engine. */
import type { ReactNode } from "react";
import { ApiError } from "../api/errors";
import { createDataClient } from "../api/data";
import { LANGUAGES, loadMessages, loadRest, makeTranslate, preloadMessages } from "../i18n";
import { TranslateContext } from "../i18n/react";
import { CardBoundary } from "../shell/Card";
import { Message } from "../shell/Message";
import { normalizeConfig } from "../store/config";
import { applyTheme, rememberTheme, resolveTheme } from "../theme";
import { OwnerShell } from "./OwnerShell";
import { PAGES } from "./pages";

/** Shows the page of that name, or why it can't be shown. */
export async function startOwnerPage(name: string, show: (page: ReactNode) => void): Promise<void> {
  preloadMessages();
  try {
    await open(name, show);
  } catch (error) {
    const wanted = navigator.language.slice(0, 2);
    const { language, messages } = await loadMessages(LANGUAGES.includes(wanted) ? wanted : "en");
    await loadRest().catch(() => {}); // whatever failed is said in any case
    const t = makeTranslate(language, messages);
    document.documentElement.lang = language;
    const isRefused = error instanceof ApiError && error.status === 403;
    const detail = error instanceof Error ? error.message : String(error);
    if (!isRefused) console.error(error);
    show(
      <Message
        icon="warning"
        isAlert
        title={t(isRefused ? "owner_only" : "error_boot")}
        text={error instanceof ApiError ? (error.hint ?? undefined) : undefined}
        detail={isRefused ? undefined : detail}
      />,
    );
  }
}

async function open(name: string, show: (page: ReactNode) => void): Promise<void> {
  const page = PAGES[name];
  if (!page) throw new Error(`There is no page ${name}`);
  const [project, { default: Page }] = await Promise.all([createDataClient().getProject(), page.load()]);
  const config = normalizeConfig(project);
  const { language, messages } = await loadMessages(config.ui_lang);
  await loadRest();
  const theme = resolveTheme(config);
  applyTheme(theme, config.custom_theme, config.high_contrast);
  rememberTheme(config);
  const t = makeTranslate(language, messages);
  document.documentElement.lang = language;
  document.title = `${t(page.title)} · Prodigy`;
  show(
    <TranslateContext value={t}>
      <CardBoundary fallback={<Message icon="warning" isAlert title={t("error_title")} />}>
        <OwnerShell name={name} project={project}>
          <Page {...{ project, config, theme }} />
        </OwnerShell>
      </CardBoundary>
    </TranslateContext>,
  );
}
