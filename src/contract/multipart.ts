import { randomBytes } from 'node:crypto';

/** A body of `multipart/form-data` with its content type. */
export interface MultipartBody {
  readonly contentType: string;
  readonly body: Buffer;
}

/** Puts encoded pictures into one multipart body, each as a field `file`. */
export function multipartOf(images: readonly Uint8Array[]): MultipartBody {
  // 128 random bits cannot be expected inside a picture.
  const boundary = `yolo-${randomBytes(16).toString('hex')}`;
  const parts: Uint8Array[] = [];
  images.forEach((image, index) => {
    parts.push(
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${index}"\r\n` +
          'content-type: application/octet-stream\r\n\r\n',
      ),
      image,
      Buffer.from('\r\n'),
    );
  });
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(parts) };
}
