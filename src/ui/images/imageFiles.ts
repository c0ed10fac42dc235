/** Extensions of the pictures that every server takes; the same as in the manifest's menus. */
export const IMAGE_EXTENSIONS = ['jpg', 'jpeg', 'png', 'webp', 'gif', 'tif', 'tiff', 'avif'];

const IMAGE = new RegExp(`\\.(${IMAGE_EXTENSIONS.join('|')})$`, 'i');

/** Whether a file is offered for detection, judged by its name. */
export function isImageName(name: string): boolean {
  return IMAGE.test(name);
}

/** Orders names as people do: `line-2` before `line-10`. */
export function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
