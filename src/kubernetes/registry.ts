import { isImageWithHost } from '../project/imageReference.ts';

/** An image's name without its tag. */
export function repositoryOf(image: string): string {
  const colon = image.lastIndexOf(':');
  return colon > image.lastIndexOf('/') ? image.slice(0, colon) : image;
}

/** The name by which a cluster pulls an image: one that names its registry stays as it is. */
export function imageFrom(registry: string | undefined, image: string): string {
  if (registry === undefined || isImageWithHost(repositoryOf(image))) return image;
  return `${registry}/${image}`;
}
