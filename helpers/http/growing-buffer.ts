import { MAX_BODY_BYTES } from './body';

/** Buffer of up to MAX_BODY_BYTES. A list of a million chunks of one byte would take far more memory. */
export class GrowingBuffer {
  private store = Buffer.alloc(0);
  private size = 0;

  /** Appends a chunk. Returns `false` if it exceeds the limit. */
  add(chunk: Buffer): boolean {
    const size = this.size + chunk.length;
    if (size > MAX_BODY_BYTES) return false;
    if (size > this.store.length) {
      this.reserve(Math.max(2 * this.store.length, size));
    }
    chunk.copy(this.store, this.size);
    this.size = size;
    return true;
  }

  bytes(): Buffer {
    return this.store.subarray(0, this.size);
  }

  /** Makes room for bytes that are announced, up to the limit. */
  reserve(announced: number): void {
    const length = Math.min(MAX_BODY_BYTES, announced);
    if (!(length > this.store.length)) return;
    // Pages that are never written take no memory.
    const larger = Buffer.allocUnsafeSlow(length);
    this.store.copy(larger, 0, 0, this.size);
    this.store = larger;
  }
}
