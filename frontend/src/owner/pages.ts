/** Pages beside the annotation, for the owner: one row each, by the names of `prodigy/app/pages.py`. */
import type { ComponentType } from "react";
import type { MessageKey } from "../i18n/translate";
import type { AppConfig } from "../model/config";
import type { Theme } from "../model/theme";
import type { DataProject } from "../api/data";

export interface OwnerPageProps {
  project: DataProject;
  /** The settings of the run, with their defaults. */
  config: AppConfig;
  theme: Theme;
}

export interface OwnerPage {
  title: MessageKey;
  load(): Promise<{ default: ComponentType<OwnerPageProps> }>;
}

export const PAGES: Readonly<Record<string, OwnerPage>> = {
  data: { title: "page_data", load: () => import("./data/DataPage") },
  dashboard: { title: "page_dashboard", load: () => import("./dashboard/DashboardPage") },
};
