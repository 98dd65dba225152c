/** Where a page of the owner is, relative to any other one; the annotation has no name. */
export const addressOf = (name: string | null) => (name === null ? "./" : `./${name}`);
