import { codeUnits } from './code-units';

/** A text to find, in whole or in part. */
export interface Wanted {
  name: string;
  text: string;
  /** This many characters in a row give too much of the text away. */
  min: number;
}

/** A part of a text that is in a wanted one, from its first character to behind its last. */
export interface Found {
  name: string;
  from: number;
  to: number;
  /** Whether the wanted text is there in whole. */
  whole: boolean;
}

/** A text to search, with its UTF-16 code units. */
export interface ReadText {
  units: ArrayLike<number>;
  slice: (from: number, to: number) => string;
}

export function readText(text: string): ReadText {
  return { units: codeUnits(text), slice: (from, to) => text.slice(from, to) };
}

/** Characters of a sample: as many as a hash has bytes. */
const MAX_SAMPLE = 4;

/** Odd, with bits all over: texts that differ in one character differ in most bits of the hash. */
const MULTIPLIER = 0x9e3779b1;

/** One hash in so many is taken, so that few samples of other texts have one that is. */
const SPARSITY = 64;
/** More hashes than these would be slow to look up. */
const MAX_HASH_BITS = 20;

/** All windows of some texts: their parts of `size` characters. */
class Windows {
  private readonly owners = new Map<string, string>();
  private readonly wanted: readonly Wanted[];
  /** Each window has a sample that begins at a multiple of `stride`. */
  private readonly sample: number;
  private readonly stride: number;
  private readonly shift: number;
  /** Whether there is a sample with the hash: rules out nearly every position of other texts. */
  private readonly hashes: Uint8Array;

  constructor(
    private readonly size: number,
    wanted: readonly Wanted[],
  ) {
    this.wanted = wanted.toSorted((a, b) => b.text.length - a.text.length);
    this.sample = Math.min(MAX_SAMPLE, size);
    this.stride = size - this.sample + 1;
    for (const { name, text } of wanted) {
      for (let at = 0; at + size <= text.length; at++) {
        const window = text.slice(at, at + size);
        if (!this.owners.has(window)) this.owners.set(window, name);
      }
    }
    const hashes = new Set<number>();
    for (const window of this.owners.keys()) {
      const units = codeUnits(window);
      for (let at = 0; at < this.stride; at++) hashes.add(this.hashAt(units, at));
    }
    const bits = Math.min(MAX_HASH_BITS, Math.ceil(Math.log2(SPARSITY * (hashes.size + 1))));
    this.shift = 32 - bits;
    this.hashes = new Uint8Array(2 ** bits);
    for (const hash of hashes) this.hashes[hash >>> this.shift] = 1;
  }

  /**
   * Returns the longest parts of a text all of whose windows are in the wanted texts, and the wanted
   * texts in them. Looks each window up at most twice.
   */
  find(text: ReadText): Found[] {
    const found: Found[] = [];
    const { size, sample, stride } = this;
    const { units } = text;
    let next = 0;
    for (let at = 0; at + sample <= units.length; at += stride) {
      if (this.hashes[this.hashAt(units, at) >>> this.shift] === 0) continue;
      next = Math.max(next, at + sample - size);
      for (; next <= at; next++) {
        const from = next;
        const name = this.ownerOf(text, from);
        if (name === undefined) continue;
        while (this.ownerOf(text, next + 1) !== undefined) next++;
        const to = next + size;
        found.push({ name, from, to, whole: false });
        for (const whole of this.findWhole(text.slice(from, to), from)) found.push(whole);
      }
    }
    return found;
  }

  private *findWhole(part: string, from: number): Generator<Found> {
    for (const { name, text } of this.wanted) {
      let at = text.length > part.length ? -1 : part.indexOf(text);
      for (; at >= 0; at = part.indexOf(text, at + text.length)) {
        yield { name, from: from + at, to: from + at + text.length, whole: true };
      }
    }
  }

  private ownerOf(text: ReadText, at: number): string | undefined {
    return at + this.size > text.units.length
      ? undefined
      : this.owners.get(text.slice(at, at + this.size));
  }

  private hashAt(units: ArrayLike<number>, at: number): number {
    let hash = 0;
    for (let next = at; next < at + this.sample; next++) hash = (hash << 8) ^ (units[next] ?? 0);
    return Math.imul(hash, MULTIPLIER);
  }
}

/** Function that finds the wanted texts, in time proportional to the text that is searched. */
export type Search = (text: ReadText) => Found[];

/** Returns a search for some texts. */
export function searchFor(wanted: readonly Wanted[]): Search {
  const sizes = new Set(wanted.map(({ min }) => min));
  const windows = Array.from(
    sizes,
    (size) =>
      new Windows(
        size,
        wanted.filter(({ min }) => min === size),
      ),
  );
  return (text) => windows.flatMap((each) => each.find(text));
}
