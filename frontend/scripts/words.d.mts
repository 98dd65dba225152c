import type { Plugin } from "vite";

export function words(root: string): Plugin;
