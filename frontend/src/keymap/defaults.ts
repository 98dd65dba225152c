/** Every default shortcut by action. `keymap` in the settings replaces the keys of an action. */
export const DEFAULT_KEYMAP: Record<string, readonly string[]> = {
  // Global
  accept: ["a"],
  // From inside a text field, too, where single keys are text.
  accept_anywhere: ["command+enter", "ctrl+enter"],
  reject: ["x"],
  ignore: ["space"],
  undo: ["backspace", "del"],
  save: ["command+s", "ctrl+s"],
  flag: ["f"],
  help: ["h"],
  note: ["n"],
  keys: ["?"],
  enter_text: ["right", "left", "down", "up"],
  undo_edit: ["command+z", "ctrl+z"],
  redo_edit: ["command+shift+z", "ctrl+shift+z", "ctrl+y"],
  // Manual views
  reset: ["q"],
  exit: ["escape"],
  delete: ["d"],
  rect: ["r"],
  polygon: ["t", "p"],
  freehand: ["f"],
  labels: ["l"],
  select: ["shift"],
  ratio: ["shift"],
  playpause: ["enter"],
  zoom: ["z"],
  loop: ["l"],
  rels: ["r"],
  spans: ["s"],
};

/** The keys of an action after the user's `keymap`. A plain string counts as a list of one. */
export function actionKeys(
  action: string,
  keymap: Record<string, string[] | string> | undefined,
  defaults: readonly string[] = DEFAULT_KEYMAP[action] ?? [],
): readonly string[] {
  const own = keymap?.[action];
  if (own === undefined || own === null) return defaults;
  return typeof own === "string" ? [own] : own;
}
