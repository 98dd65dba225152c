/** Everything between the page and its first task. */
import { createClient } from "./api/client";
import { installCss } from "./custom/css";
import { loadMessages, makeTranslate } from "./i18n";
import { getView } from "./interfaces/registry";
import type { Theme } from "./model/theme";
import type { Translate } from "./model/translate";
import { normalizeConfig } from "./store/config";
import { browserStorage } from "./store/effects/storage";
import { tabGuard, type TabGuard } from "./store/effects/tabs";
import { createEngine, type Engine } from "./store/engine";
import { applyTheme, resolveTheme } from "./theme";
import { rememberSession } from "./shell/sessions";
import { loadView } from "./shell/TaskCard";

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

/** Loads the project and prepares the page. Throws an ApiError if the server refuses. */
export async function boot(onTaken: () => void): Promise<Started> {
  const params = Object.fromEntries(new URLSearchParams(location.search));
  const sessionName = params["session"] || null;
  const client = createClient();
  const engine = createEngine({
    client,
    storage: typeof indexedDB === "undefined" ? null : browserStorage(),
    sessionName,
    getView,
  });
  const tabs = tabGuard(JSON.stringify([location.pathname, sessionName]), () => {
    engine.deactivate();
    onTaken();
  });
  // Most projects need them, so they come while the server is asked.
  void loadMessages("en").catch(() => {});
  const [raw, isOurs] = await Promise.all([client.getProject(sessionName), tabs.claim()]);
  const config = normalizeConfig(raw);
  if (sessionName) rememberSession(sessionName);
  const { language, messages } = await loadMessages(config.ui_lang);
  const theme = resolveTheme(config);
  applyTheme(theme, config.custom_theme, config.high_contrast);
  installCss(config.global_css);
  document.documentElement.lang = language;
  const view = getView(config.view_id);
  if (view) await loadView(view);
  if (isOurs) await engine.start({ ...raw, ui_lang: language });
  return { engine, client, theme, t: makeTranslate(language, messages), params, tabs, isOurs };
}
