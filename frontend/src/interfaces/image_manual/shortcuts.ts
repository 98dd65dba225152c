/** Keys of the view. Number keys of labels are separate, because actions win over them. */
import { isTextField } from "../../keymap/dispatcher";
import type { Shortcut } from "../../keymap/react";
import { DEFAULT_KEYMAP } from "../../keymap/defaults";
import type { Translate } from "../../i18n/translate";
import type { Stage } from "../shared/image/stage";
import { isOnPicture } from "./isMine";
import { hasVertices } from "./tools/grip";
import type { ImageEditor } from "./useImageEditor";

export interface ShortcutInput {
  editor: ImageEditor;
  stage: Stage;
  isMine(): boolean;
  toggleLabels(): void;
  canFilter: boolean;
  openFilter(): void;
  t: Translate;
}

export const ZOOM_STEP = 1.25;
/** Px of the picture; without shift it is one. */
const LARGE_STEP = 10;
/** CSS px. */
const PAN = 48;

export function imageShortcuts(input: ShortcutInput): Shortcut[] {
  const all = [...modeKeys(input), ...shapeKeys(input), ...drawingKeys(input), ...arrowKeys(input), ...viewKeys(input)];
  // Everything is in the overview of keys, also what needs a shape; of several pictures one at a time takes keys.
  return all.map(({ when, ...shortcut }) => ({
    ...shortcut,
    when: (key?: string) => input.isMine() && (key === undefined && !isHidden(shortcut) ? true : (when?.(key) ?? true)),
  }));
}

/** These share their keys with something that is global, which should not look taken all the time. */
const isHidden = ({ action }: { action: string }) =>
  ["delete_selected", "undo_corner_edit", "close_polygon"].includes(action);

function modeKeys({ editor, t }: ShortcutInput): Shortcut[] {
  const drawing = editor.kinds.map((kind) => ({
    action: kind,
    keys: DEFAULT_KEYMAP[kind] ?? [],
    label: t(kind),
    run: () => editor.setMode(kind),
  }));
  const select = {
    action: "select_shapes",
    keys: ["s"],
    label: t("select_shapes"),
    run: () => editor.setMode("select"),
  };
  return [...drawing, select];
}

function shapeKeys({ editor, t }: ShortcutInput): Shortcut[] {
  const hasSelected = () => editor.selected >= 0;
  const hasShapes = () => editor.model.shapes.length > 0;
  const isNoText = () => !isTextField(document.activeElement);
  const isNothingMarked = () => document.getSelection()?.isCollapsed !== false;
  return [
    { action: "delete", keys: ["d"], label: t("delete"), when: hasSelected, run: () => editor.remove() },
    {
      // Before the global undo, which has the same keys.
      action: "delete_selected",
      keys: ["del", "backspace"],
      label: t("delete"),
      when: () => hasSelected() || editor.gestures.polygon !== null,
      run() {
        if (editor.gestures.polygon) editor.gestures.undoCorner();
        else if (editor.vertex >= 0) editor.removeVertex();
        else editor.remove();
      },
    },
    { action: "reset", keys: ["q"], label: t("reset"), when: () => editor.isChanged, run: editor.reset },
    {
      action: "copy_shape",
      keys: ["command+c", "ctrl+c"],
      label: t("copy"),
      when: () => hasSelected() && isNoText() && isNothingMarked(),
      run: editor.copy,
    },
    {
      action: "paste_shape",
      keys: ["command+v", "ctrl+v"],
      label: t("paste"),
      when: () => editor.hasCopied && isNoText(),
      run: () => void editor.paste(),
    },
    {
      action: "duplicate_shape",
      keys: ["command+d", "ctrl+d"],
      label: t("duplicate"),
      when: () => hasSelected() && isNoText(),
      run: () => void editor.duplicate(),
    },
    {
      action: "lock_shape",
      keys: ["k"],
      label: t("lock_shape"),
      when: hasSelected,
      run: () => void editor.toggleLock(),
    },
    { action: "hide_shape", keys: ["e"], label: t("hide_shape"), when: hasSelected, run: () => editor.toggleHidden() },
    { action: "next_shape", keys: ["]"], label: t("next_shape"), when: hasShapes, run: () => editor.step(1) },
    { action: "previous_shape", keys: ["["], label: t("previous_shape"), when: hasShapes, run: () => editor.step(-1) },
  ];
}

function drawingKeys({ editor, t }: ShortcutInput): Shortcut[] {
  const { gestures } = editor;
  const isOpen = () => gestures.polygon !== null;
  const isCornered = () => editor.drawn !== undefined && editor.canEdit && hasVertices(editor.drawn.shape);
  return [
    {
      action: "exit",
      keys: ["escape"],
      label: t("cancel"),
      when: () => gestures.live.draft !== null || editor.selected >= 0,
      run: () => editor.exit(),
    },
    {
      action: "close_polygon",
      keys: ["enter"],
      label: t("close_polygon"),
      when: isOpen,
      run: () => void gestures.close(),
    },
    {
      action: "new_shape",
      keys: ["enter"],
      label: t("new_shape"),
      when: isOnPicture,
      run: () => (editor.selected >= 0 ? editor.exit() : editor.create()),
    },
    {
      action: "undo_corner_edit",
      keys: ["command+z", "ctrl+z"],
      label: t("undo_vertex"),
      allowRepeat: true,
      when: isOpen,
      run: () => gestures.undoCorner(),
    },
    { action: "next_vertex", keys: ["."], label: t("next_vertex"), when: isCornered, run: () => editor.stepVertex(1) },
    {
      action: "previous_vertex",
      keys: [","],
      label: t("previous_vertex"),
      when: isCornered,
      run: () => editor.stepVertex(-1),
    },
    {
      action: "add_vertex",
      keys: ["i"],
      label: t("add_vertex"),
      when: () => isCornered() && editor.vertex >= 0,
      run: () => editor.addVertex(),
    },
  ];
}

/** Arrows move the shape, with alt its right and lower edge; without a shape they move the picture. */
function arrowKeys({ editor, stage, t }: ShortcutInput): Shortcut[] {
  const canMove = () => editor.selected >= 0 && isOnPicture();
  const canPan = () =>
    editor.selected < 0 && !stage.isFitted && document.activeElement?.closest("[data-shape-frame]") != null;
  return [
    arrows("move_shape", t("move_shape"), "", canMove, editor.nudge),
    arrows("move_shape_far", `${t("move_shape")}: ${LARGE_STEP} px`, "shift+", canMove, (x, y) =>
      editor.nudge(x * LARGE_STEP, y * LARGE_STEP),
    ),
    arrows("resize_shape", t("resize_shape"), "alt+", canMove, editor.resize),
    arrows("resize_shape_far", `${t("resize_shape")}: ${LARGE_STEP} px`, "alt+shift+", canMove, (x, y) =>
      editor.resize(x * LARGE_STEP, y * LARGE_STEP),
    ),
    arrows("move_picture", t("move_picture"), "", canPan, (x, y) => stage.panBy(-x * PAN, -y * PAN)),
  ];
}

const ARROWS: Record<string, readonly [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function arrows(
  action: string,
  label: string,
  modifiers: string,
  when: () => boolean,
  run: (x: number, y: number) => void,
): Shortcut {
  return {
    action,
    keys: ["left", "right", "up", "down"].map((key) => modifiers + key),
    label,
    allowRepeat: true,
    when,
    run({ key }) {
      const [x, y] = ARROWS[key] ?? [0, 0];
      run(x, y);
    },
  };
}

function viewKeys({ stage, toggleLabels, canFilter, openFilter, t }: ShortcutInput): Shortcut[] {
  return [
    { action: "labels", keys: ["l"], label: t("show_all_labels"), run: toggleLabels },
    { action: "zoom_in", keys: ["+", "="], label: t("zoom_in"), allowRepeat: true, run: () => stage.zoomBy(ZOOM_STEP) },
    {
      action: "zoom_out",
      keys: ["-"],
      label: t("zoom_out"),
      allowRepeat: true,
      run: () => stage.zoomBy(1 / ZOOM_STEP),
    },
    { action: "fit_picture", keys: ["z"], label: t("fit_picture"), run: () => stage.fit() },
    {
      action: "actual_size",
      keys: ["shift+z"],
      label: t("actual_size"),
      run: () => stage.actualSize(window.devicePixelRatio),
    },
    { action: "find_label", keys: ["/"], label: t("find_label"), when: () => canFilter, run: openFilter },
  ];
}
