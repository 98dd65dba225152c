/** Effects that the first task does without. One file, asked for when the engine starts. */
export { activity } from "./activity";
export { autosave } from "./autosave";
export { counting, type Counting } from "./counting";
export { doubleClicks } from "./doubleClicks";
