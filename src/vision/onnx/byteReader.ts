import type { FileHandle } from 'node:fs/promises';

/** What is wrong with the bytes of a file, before anyone says what file it is. */
export class MalformedError extends Error {
  /** Size in bytes that the file would need at least; set when it ends too early. */
  readonly needs: number | undefined;

  /**
   * @param message completes "the file is damaged: …".
   * @param needs bytes that the file would need at least, when it ends too early.
   */
  constructor(message: string, needs?: number) {
    super(message);
    this.name = 'MalformedError';
    this.needs = needs;
  }
}

/** Small, since a jump over each of some thousand tensors costs one refill. */
const WINDOW_BYTES = 16 * 1024;
/** A tag and the longest varint behind it. */
const LONGEST_FIELD_HEAD = 20;
/** Text that one file may make us keep, in bytes. The largest detectors need less than 2 MB. */
const RETAINED_BYTES = 16 * 1024 * 1024;

const utf8 = new TextDecoder();

/**
 * Reads a file from front to back through a small window. Jumping forward costs nothing: bytes in
 * between are not read.
 */
export class ByteReader {
  readonly #file: FileHandle;
  readonly #window = Buffer.allocUnsafe(WINDOW_BYTES);
  #start = 0;
  #length = 0;
  #retained = 0;
  /** Offset in the file of the next byte. */
  position = 0;
  /** File size in bytes. */
  readonly size: number;

  /**
   * @param file stays the caller's to close.
   * @param size of the file in bytes.
   */
  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  /** Whether a field's tag and varint may be read without `fill`. */
  get ready(): boolean {
    const end = this.#start + this.#length;
    return (
      this.position >= this.#start &&
      (this.position + LONGEST_FIELD_HEAD <= end || (end === this.size && this.position < end))
    );
  }

  /** Moves the window so that it begins at the current position. */
  async fill(): Promise<void> {
    this.#start = this.position;
    this.#length = 0;
    const wanted = Math.max(0, Math.min(WINDOW_BYTES, this.size - this.#start));
    while (this.#length < wanted) {
      const { bytesRead } = await this.#file.read(
        this.#window,
        this.#length,
        wanted - this.#length,
        this.#start + this.#length,
      );
      if (bytesRead === 0) throw new MalformedError('it shrank while being read', this.size);
      this.#length += bytesRead;
    }
  }

  /**
   * Reads a varint of at most 64 bits from the window; call `fill` first unless `ready`.
   * Values beyond 2^53 lose their lowest bits, which no field of ours needs.
   */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const offset = this.position - this.#start;
      if (offset >= this.#length) {
        throw new MalformedError('it ends inside a number', this.size + 1);
      }
      const byte = this.#window[offset] as number;
      this.position++;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new MalformedError('a number in it is longer than 64 bits');
  }

  /** Reads `length` bytes (at most the window's size) as a view that the next call may overwrite. */
  async bytes(length: number): Promise<Buffer> {
    if (length > WINDOW_BYTES) throw new MalformedError('a small field in it is huge');
    if (this.position < this.#start || this.position + length > this.#start + this.#length) {
      await this.fill();
    }
    const offset = this.position - this.#start;
    if (offset + length > this.#length) {
      throw new MalformedError('it ends inside a field', this.position + length);
    }
    this.position += length;
    return this.#window.subarray(offset, offset + length);
  }

  /** Counts `bytes` that will be kept in memory. Throws when the file makes us keep too much. */
  retain(bytes: number): void {
    this.#retained += bytes;
    if (this.#retained > RETAINED_BYTES) {
      throw new MalformedError('its names and metadata are unreasonably large');
    }
  }

  /** Reads UTF-8 text that will be kept. Throws when the file makes us keep too much. */
  async text(length: number): Promise<string> {
    this.retain(length + 64);
    if (length <= WINDOW_BYTES) return utf8.decode(await this.bytes(length));
    const parts = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) {
      const part = await this.bytes(Math.min(WINDOW_BYTES, length - done));
      part.copy(parts, done);
      done += part.length;
    }
    return utf8.decode(parts);
  }
}
