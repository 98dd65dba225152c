/**
 * A document of several pages, one at a time, each drawn by its own view.
 *
 * The page in sight and its neighbours are mounted; React keeps the state of hidden ones and takes their listeners and
 * shortcuts away. All others are released with their images.
 */
import { Activity, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Meta } from "../../ui/Meta";
import { useNewest } from "../../hooks/useNewest";
import { NestedView } from "../shared/NestedView";
import { scrollParent } from "../shared/tokens/useNearChunks";
import type { Task } from "../../model/task";
import type { UpdateOptions } from "../../model/view";
import type { ViewProps } from "../types";
import { isPageEdited, mountedPages, pageConfig, pageTask, readPages, updatePage, type Page } from "./model";
import { Pager } from "./Pager";
import { usePageKeys } from "./usePageKeys";
import "./pages.css";

export default function PagesView(props: ViewProps) {
  const { task, original, config, t } = props;
  const pages = readPages(task);
  const originals = readPages(original);
  const root = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState(0);
  const [visited, setVisited] = useState<ReadonlySet<number>>(() => new Set([0]));
  const current = Math.min(chosen, pages.length - 1);
  const isRtl = config.writing_dir === "rtl";

  const scrolled = useRef(new Map<number, number>());
  const isTurned = useRef(false);
  const go = (index: number) => {
    if (index < 0 || index >= pages.length || index === current) return;
    const scroller = root.current && scrollParent(root.current);
    if (scroller) scrolled.current.set(current, scroller.scrollTop);
    isTurned.current = true;
    setChosen(index);
    setVisited((before) => new Set([...before, index]));
  };
  useLayoutEffect(() => {
    if (!isTurned.current) return;
    isTurned.current = false;
    const scroller = root.current && scrollParent(root.current);
    // Back where it was; a page that is new begins at its top.
    if (scroller)
      scroller.scrollTop = scrolled.current.get(current) ?? Math.min(scroller.scrollTop, topOf(root.current, scroller));
  }, [current]);

  // Two pages may report edits before the next render, such as the sizes of their images.
  const newestRef = useNewest(pages);
  const { update } = props;
  const updateOne = useCallback(
    (index: number, patch: Partial<Task>, options?: UpdateOptions) => {
      const next = updatePage(newestRef.current, index, patch);
      if (next === newestRef.current) return;
      newestRef.current = next;
      update({ pages: next }, options);
    },
    [update, newestRef],
  );

  usePageKeys((by) => go(current + by), isRtl, t);

  const edited = useMemo(
    () => new Set(pages.flatMap((page, i) => (isPageEdited(page, originals[i]) ? [i] : []))),
    [pages, originals],
  );
  return (
    <div className="prodigy-pages" ref={root}>
      <Pager count={pages.length} current={current} visited={visited} edited={edited} onGo={go} isRtl={isRtl} t={t} />
      {mountedPages(current, pages.length).map((index) => (
        <Activity key={index} mode={index === current ? "visible" : "hidden"}>
          <PageContent
            {...props}
            page={pages[index]!}
            firstPage={originals[index]}
            index={index}
            isShown={index === current}
            updateOne={updateOne}
          />
        </Activity>
      ))}
    </div>
  );
}

function topOf(element: HTMLElement | null, scroller: HTMLElement): number {
  if (!element) return 0;
  return scroller.scrollTop + element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
}

interface PageContentProps extends ViewProps {
  page: Page;
  firstPage: Page | undefined;
  index: number;
  isShown: boolean;
  updateOne(index: number, patch: Partial<Task>, options?: UpdateOptions): void;
}

function PageContent({ page, firstPage, index, isShown, updateOne, ...props }: PageContentProps) {
  const { original, config } = props;
  const { _input_hash, _task_hash } = props.task;
  const { config: ownConfig, view_id } = page;
  const start = firstPage ?? page;
  const own = useMemo(() => pageTask(page, { _input_hash, _task_hash }), [page, _input_hash, _task_hash]);
  const first = useMemo(() => pageTask(start, original), [start, original]);
  const settings = useMemo(
    () => pageConfig({ config: ownConfig, view_id }, config, index),
    [ownConfig, view_id, config, index],
  );
  const update = useCallback(
    (patch: Partial<Task>, options?: UpdateOptions) => updateOne(index, patch, options),
    [updateOne, index],
  );
  return (
    <>
      {/* Custom code looks for one page: the one in sight. */}
      <div
        className={isShown ? "prodigy-page-content" : "prodigy-page-waiting"}
        data-prodigy-page={index}
        data-prodigy-view-id={page.view_id}
      >
        <NestedView
          {...props}
          viewId={String(page.view_id)}
          except="pages"
          task={own}
          original={first}
          config={settings}
          update={update}
        />
      </div>
      <Meta meta={page.meta} config={config} />
    </>
  );
}
