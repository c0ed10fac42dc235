import { isImageReference, isImageWithHost } from '../project/imageReference.ts';

/** An image's name without its tag. */
export function repositoryOf(image: string): string {
  const colon = image.lastIndexOf(':');
  return colon > image.lastIndexOf('/') ? image.slice(0, colon) : image;
}

/** Largest number of a port. */
const LAST_PORT = 65_535;

/** A registry, with a path where it has one, as people write it: without blanks around and a slash behind. */
export function plainRegistry(text: string): string {
  return text.trim().replace(/\/+$/, '');
}

/** Whether images can be pulled from a registry of this name. */
export function isRegistry(name: string): boolean {
  const port = /^[^/]*:(\d+)(?:\/|$)/.exec(name)?.[1];
  return isImageReference(`${name}/image`) && Number(port ?? 0) <= LAST_PORT;
}

/** The name by which a cluster pulls an image: one that names its registry stays as it is. */
export function imageFrom(registry: string | undefined, image: string): string {
  if (registry === undefined || isImageWithHost(repositoryOf(image))) return image;
  return `${registry}/${image}`;
}
