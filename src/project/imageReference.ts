// The grammar of image references, as Docker and the OCI's distribution specification have it.
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const HOST = `(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]{1,5})?`;
const TAG = '[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}';

/** An image's name with an optional tag. Digests are left out: what is built gets a tag. */
export const IMAGE_PATTERN = `^(?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*(?::${TAG})?$`;

/** Characters of a reference; the specification bounds names so. */
const IMAGE_LONGEST = 255;

const IMAGE = new RegExp(IMAGE_PATTERN);

/** Whether a text is an image's name, with or without a tag. */
export function isImageReference(text: string): boolean {
  return text.length <= IMAGE_LONGEST && IMAGE.test(text);
}

/** The name of a reference without its tag, and the tag, if it has one. */
export function splitImage(reference: string): { readonly name: string; readonly tag?: string } {
  const colon = reference.lastIndexOf(':');
  // A colon before a slash is that of a registry's port.
  if (colon <= reference.lastIndexOf('/')) return { name: reference };
  return { name: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}

/** A reference that is allowed and differs in case and spaces only; undefined where that is not enough. */
export function mendedImageReference(text: string): string | undefined {
  const { name, tag } = splitImage(text);
  const end = tag === undefined ? '' : `:${tag}`;
  const mended = `${name.toLowerCase()}${end}`.trim().replace(/\s+/g, '-');
  return mended !== text && isImageReference(mended) ? mended : undefined;
}

/** Whether an image's name says which registry it comes from; as Docker does, by its first part. */
export function isImageWithHost(name: string): boolean {
  const [first = '', ...rest] = name.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
}
