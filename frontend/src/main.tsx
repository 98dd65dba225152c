import { lazy, StrictMode, Suspense, useEffect, type ReactNode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/errors";
import { App } from "./App";
import { boot, type Started } from "./boot";
import { makeCustomCode } from "./custom/api";
import { dispatcher } from "./keymap/react";
import { CardBoundary } from "./shell/Card";
import { Icon } from "./ui/Icon";
import { enterByLink, watchForLinks } from "./shell/entrance";
import { Message } from "./shell/Message";
import { findDrawn } from "./model/drawn";
import { noteScroll, takeOver } from "./shell/drawn";
import { opensInstructions } from "./shell/useWindows";
import { LANGUAGES, loadMessages, makeTranslate } from "./i18n";
import { TranslateContext, useTranslate } from "./i18n/react";
import { EngineContext } from "./shell/useEngine";
import { BUSY } from "./store/notices";
import { applyTheme, lastTheme, resolveTheme } from "./theme";
import "./app.css";
import "./drawn.css";
import "./theme/fonts.css";

const root = createRoot(document.getElementById("root")!);
const show = (page: ReactNode) => {
  clearTimeout(waiting);
  root.render(<StrictMode>{page}</StrictMode>);
};

/** The first task, as the server has drawn it: it has its colours, and stays until the app has it, too. */
const drawn = findDrawn();
/** Most projects are there before anybody could read that they are loading. */
const LOADING_MS = 300;
let waiting: number | undefined;
if (!drawn) {
  const look = lastTheme();
  applyTheme(resolveTheme(look), look.custom_theme, look.high_contrast);
  waiting = window.setTimeout(() => show(<Message title={makeTranslate()("loading")} />), LOADING_MS);
}

/** The session needs a name, or has one that can't be used. */
const NAME_REFUSED = [400, 403];
const RETRY_MS = 5_000;
const SessionScreen = lazy(() => import("./shell/SessionScreen"));

let started: Started | undefined;
/** Loads and shows the project, or what keeps it from being shown. */
async function begin(): Promise<void> {
  try {
    if (location.hash && (await enterByLink())) {
      location.reload();
      return;
    }
    const result = await boot(() => started && showElsewhere(started));
    started = result;
    if (result.isOurs) showApp(result);
    else showElsewhere(result);
  } catch (error) {
    if (error instanceof ApiError && NAME_REFUSED.includes(error.status)) void showSessionScreen(error.message);
    else showFailure(error);
    // A database that is down comes back, and nobody may be there to press the button.
    if (error instanceof ApiError && error.status === BUSY) setTimeout(() => void begin(), RETRY_MS);
  }
}

const ownerPage = document.querySelector('meta[name="prodigy-page"]')?.getAttribute("content");
if (ownerPage) void import("./owner/start").then((page) => page.startOwnerPage(ownerPage, show), showFailure);
else {
  watchForLinks();
  void begin();
}

function showApp({ engine, client, theme, t, params }: Started): void {
  const custom = makeCustomCode({
    engine,
    client,
    params,
    getTheme: () => theme,
    draw: (change) => flushSync(change),
  });
  window.prodigy = custom.api;
  noteScroll();
  // Looked up before they are shown, which makes them seen.
  const isCovered = opensInstructions(engine.store.getState().config);
  const begun = () => void takeOver(drawn, { engine, isCovered: () => isCovered || dispatcher.isModal });
  show(
    <EngineContext value={engine}>
      <TranslateContext value={t}>
        <CardBoundary fallback={<PageFailure />}>
          <App theme={theme} custom={custom} />
          <Begun onBegun={begun} />
        </CardBoundary>
      </TranslateContext>
    </EngineContext>,
  );
}

/** Stands behind the app: what it does once comes after everything that the app does at first. */
function Begun({ onBegun }: { onBegun(): void }) {
  useEffect(onBegun, [onBegun]);
  return null;
}

/** The page itself has failed: answers are kept by the browser, and sent even now. */
function PageFailure() {
  const t = useTranslate();
  return (
    <Message icon="warning" isAlert title={t("error_title")} text={t("error_page")}>
      <ReloadButton text={t("reload")} />
    </Message>
  );
}

function ReloadButton({ text }: { text: string }) {
  return (
    <button type="button" data-prodigy-primary onClick={() => location.reload()}>
      <Icon name="retry" />
      {text}
    </button>
  );
}

/** Another tab works on this session. */
function showElsewhere({ t, tabs }: Started): void {
  const takeOver = () => tabs.takeOver().then(() => location.reload());
  show(
    <Message icon="tabs" title={t("tab_elsewhere")} text={t("tab_elsewhere_hint")}>
      <button type="button" data-prodigy-primary onClick={takeOver}>
        {t("tab_take_over")}
      </button>
    </Message>,
  );
}

/** The settings are not known yet, so the language is that of the browser. */
async function showSessionScreen(detail: string): Promise<void> {
  const wanted = navigator.language.slice(0, 2);
  const { language, messages } = await loadMessages(LANGUAGES.includes(wanted) ? wanted : "en");
  document.documentElement.lang = language;
  show(
    <TranslateContext value={makeTranslate(language, messages)}>
      <Suspense fallback={null}>
        <SessionScreen detail={detail} />
      </Suspense>
    </TranslateContext>,
  );
}

function showFailure(error: unknown): void {
  const t = makeTranslate();
  const isOffline = error instanceof ApiError && error.kind === "offline";
  const detail = error instanceof Error ? error.message : String(error);
  const hint = error instanceof ApiError ? error.hint : null;
  console.error(error);
  show(
    <Message
      icon="warning"
      isAlert
      title={t("error_boot")}
      text={hint ?? (isOffline ? t("error_terminal_hint") : undefined)}
      detail={detail}
    >
      <ReloadButton text={t("retry")} />
    </Message>,
  );
}
