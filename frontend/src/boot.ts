/** Everything between the page and its first task. */
import { createClient, firstTasks } from "./api/client";
import { installCss } from "./custom/css";
import { loadMessages, makeTranslate, preloadMessages } from "./i18n";
import { getView } from "./interfaces/registry";
import { findDrawn } from "./model/drawn";
import type { Theme } from "./model/theme";
import type { Translate } from "./i18n/translate";
import { normalizeConfig } from "./store/config";
import { scopeOf } from "./store/effects/context";
import { browserStorage } from "./store/effects/storage";
import { tabGuard, type TabGuard } from "./store/effects/tabs";
import type { Store } from "./store/createStore";
import { createEngine, type Engine } from "./store/engine";
import { randomId } from "./store/randomId";
import { applyTheme, rememberTheme, resolveTheme } from "./theme";
import { rememberSession } from "./shell/sessions";
import { loadView } from "./interfaces/components";

export interface Started {
  engine: Engine;
  client: ReturnType<typeof createClient>;
  theme: Theme;
  t: Translate;
  params: Record<string, string>;
  tabs: TabGuard;
  /** False: another tab has this session, and nothing was started here. */
  isOurs: boolean;
}

/** How long the page may wait for tasks that are loading already; longer, if there is something to read meanwhile. */
const FIRST_TASK_MS = 150;
const DRAWN_MS = 5000;

/** Resolves as soon as there is a task, or none can be expected soon. */
function untilTask({ getState, subscribe }: Store, patience: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const look = () => {
      const { current, isExhausted, notices } = getState();
      if (current || isExhausted || notices.length) end();
    };
    const unsubscribe = subscribe(look);
    const timer = setTimeout(end, patience);
    look();
  });
}

/** Loads the project and prepares the page. Throws an ApiError if the server refuses. */
export async function boot(onTaken: () => void): Promise<Started> {
  const params = Object.fromEntries(new URLSearchParams(location.search));
  const sessionName = params["session"] || null;
  const client = createClient();
  const storage = typeof indexedDB === "undefined" ? null : browserStorage();
  const engine = createEngine({ client, storage, sessionName, getView, events: { taken: onTaken } });
  // Most projects need them, so they come while the server is asked.
  preloadMessages();
  const raw = await client.getProject(sessionName);
  const config = normalizeConfig(raw);
  const tabs = tabGuard({
    scope: scopeOf({ config }, sessionName),
    id: randomId(),
    storage,
    onTaken() {
      onTaken();
      return engine.deactivate();
    },
  });
  const claim = tabs.claim();
  if (sessionName) rememberSession(sessionName);
  const { language, messages } = await loadMessages(config.ui_lang);
  const theme = resolveTheme(config);
  applyTheme(theme, config.custom_theme, config.high_contrast);
  rememberTheme(config);
  installCss(config.global_css);
  document.documentElement.lang = language;
  const view = getView(config.view_id);
  if (view) await loadView(view, undefined, config);
  const isOurs = await claim;
  if (isOurs) await engine.start({ ...raw, ui_lang: language }, tabs.fence());
  // Nearly there: the page is drawn once, with its task.
  if (isOurs && firstTasks()) await untilTask(engine.store, findDrawn() ? DRAWN_MS : FIRST_TASK_MS);
  return {
    engine,
    client,
    theme,
    t: makeTranslate(language, messages),
    params,
    tabs,
    // It may have been taken meanwhile.
    isOurs: isOurs && engine.store.getState().isActive,
  };
}
