/** What a file is to hold: a text, or a copy of the file at an absolute path. */
export type Content = { readonly text: string } | { readonly copyOf: string };
