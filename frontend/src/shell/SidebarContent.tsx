/** What stands in the sidebar: the project, how far it is, and the latest decisions. */
import { lazy, Suspense } from "react";
import { countDrafts, selectFigures, selectHistory } from "../store/shown";
import { History } from "./History";
import { Progress } from "./Progress";
import { OwnerPages } from "./OwnerPages";
import { ProjectInfo } from "./ProjectInfo";
import { Stats } from "./Stats";
import { useEngine, useSelector } from "./useEngine";
import type { SidebarProps } from "./Sidebar";

const Timer = lazy(() => import("./Timer"));

export function SidebarContent({ onClose, onSwitch }: Pick<SidebarProps, "onClose" | "onSwitch">) {
  const config = useSelector((state) => state.config);
  return (
    <>
      <ProjectInfo config={config} onSwitch={onSwitch} />
      <ConnectedProgress />
      {config.show_timer && (
        <Suspense fallback={null}>
          <Timer language={config.ui_lang} />
        </Suspense>
      )}
      {config.show_stats && <ConnectedStats />}
      {config.history_length > 0 && !config.instant_submit && <ConnectedHistory onClose={onClose} />}
      <OwnerPages names={config.pages} />
    </>
  );
}

function ConnectedProgress() {
  return <Progress figures={useSelector(selectFigures)} language={useSelector((state) => state.config.ui_lang)} />;
}

function ConnectedStats() {
  const figures = useSelector(selectFigures);
  const language = useSelector((state) => state.config.ui_lang);
  return figures && <Stats stats={figures.stats} language={language} />;
}

function ConnectedHistory({ onClose }: Pick<SidebarProps, "onClose">) {
  const engine = useEngine();
  const reopen = (key: number) => {
    engine.reopen(key);
    onClose();
  };
  const shows = useSelector((state) => state.config.show_suggestions);
  return (
    <History
      entries={useSelector(selectHistory)}
      drafts={useSelector(countDrafts)}
      showsSuggestions={shows !== "never"}
      onReopen={reopen}
    />
  );
}
