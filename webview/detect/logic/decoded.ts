/** Decodes with EXIF applied, as the server does. Undefined where the browser has no such decoder. */
export async function decoded(bytes: Uint8Array<ArrayBuffer>): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(new Blob([bytes]), { imageOrientation: 'from-image' });
  } catch {
    return undefined;
  }
}
