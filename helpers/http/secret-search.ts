import { decodeDigits, decodeEscapes, type Place } from './decode';
import { readText, searchFor, type Found, type Search, type Wanted } from './secret-windows';

/** A part of a secret that is as long gives too much of it away, in characters. */
export const MIN_FRAGMENT = 10;
/** A fragment of a shorter secret would also occur in ordinary words. */
export const MIN_FRAGMENTED = 2 * MIN_FRAGMENT;
/** The other case of a shorter secret may be an ordinary word. */
const MIN_OTHER_CASE = 12;

/** A secret that is shorter is found in whole only. */
const MIN_DECODED_SECRET = 8;
/** Ordinary text does not decode to as many characters of a secret by chance. */
const MIN_DECODED = 4;
/** Less than MIN_FRAGMENT, because a cut may divide the characters at both ends. */
const MAX_DECODED = 7;

/** Function that returns how many characters in a row of a text of some length give it away. */
type Bound = (length: number) => number;

const allOf: Bound = (length) => length;

/** Returns how many characters in a row of a text as it is give too much of a secret away. */
const minAsIs: Bound = (length) => (length < MIN_FRAGMENTED ? length : MIN_FRAGMENT);

/** Returns how many characters in a row of a text that was encoded do. */
const minDecoded: Bound = (length) =>
  length < MIN_DECODED_SECRET
    ? length
    : Math.min(MAX_DECODED, Math.max(MIN_DECODED, Math.floor(length / 2) - 1));

/** A secret by the name that replaces it. */
export interface Known {
  name: string;
  secret: string;
  /** A text that differs from a secret in one character. */
  altered: boolean;
}

/** Returns a secret as it looks in a text that is decoded: its bytes, and its own escapes. */
function spellingsOf(secret: string): string[] {
  const utf16 = Buffer.from(secret, 'utf16le');
  const bytes = [Buffer.from(secret), utf16, Buffer.from(utf16).swap16()];
  const spellings = [
    secret,
    ...bytes.map((each) => each.toString('latin1').replaceAll('\0', '')),
    // A backslash at the end escapes what follows.
    decodeEscapes(`${secret} `)?.text.slice(0, -1) ?? '',
  ];
  return [...new Set(spellings)].filter((spelling) => spelling !== '');
}

/** Returns a secret in upper and in lower case. */
const casesOf = ({ secret, altered }: Known) =>
  altered || secret.length < MIN_OTHER_CASE ? [] : [secret.toLowerCase(), secret.toUpperCase()];

/** Returns what to search for, with a bound for each length of a secret. */
function wantedOf(known: readonly Known[], min: Bound): Wanted[] {
  // Of two names for a text, the first is used.
  const texts = [
    ...known.flatMap((each) => spellingsOf(each.secret).map((text) => ({ ...each, text }))),
    ...known.flatMap((each) => casesOf(each).map((text) => ({ ...each, text }))),
  ];
  return texts.map(({ name, text }) => ({ name, text, min: min(text.length) }));
}

/** Encodings within one another that are searched, such as base64 in base64 in JSON. */
const MAX_DEPTH = 4;
/** Matches decoded text that may be encoded once more: some letters in UTF-16, or more. */
const ENCODED_AGAIN = /[ -~\0]{8,}/g;
/** Matches all of it, if a secret has letters that UTF-16 has in other bytes. */
const ANY_BYTES = /[^]{8,}/g;

/** Texts are searched in blocks, so that a long one takes little memory. */
const MIN_BLOCK = 2 ** 18;
/** Characters for one of a secret in its longest encoding. */
const MAX_GROWTH = 12;

/** Finds secrets in texts and in what the texts decode to. */
export class SecretSearch {
  private readonly asIs: Search;
  private readonly decoded: Search;
  private readonly minBytes: number;
  private readonly encodedAgain: RegExp;
  /** The length of the longest secret in its longest encoding. */
  private readonly overlap: number;

  /** @param whole whether secrets are found as a whole only, which is faster */
  constructor(known: readonly Known[], { whole }: { whole: boolean }) {
    this.overlap = MAX_GROWTH * Math.max(0, ...known.map(({ secret }) => secret.length));
    const decoded = wantedOf(known, whole ? allOf : minDecoded);
    this.minBytes = Math.min(...decoded.map(({ min }) => min));
    const isAscii = known.every(({ secret }) => /^[ -~]*$/.test(secret));
    this.encodedAgain = isAscii ? ENCODED_AGAIN : ANY_BYTES;
    this.asIs = whole ? searchFor(decoded) : searchFor(wantedOf(known, minAsIs));
    this.decoded = searchFor(decoded);
  }

  /** Returns the secrets in a text, each as often as there are ways to decode it. */
  find(text: string): Found[] {
    const found: Found[] = [];
    const step = Math.max(MIN_BLOCK, 4 * this.overlap);
    for (let at = 0; at === 0 || at + this.overlap < text.length; at += step) {
      const block = text.slice(at, at + step + this.overlap);
      this.search(block, this.asIs, MAX_DEPTH, found, (from, to) => [at + from, at + to]);
    }
    return found;
  }

  /** Adds the secrets in a text, and in what it decodes to, to those that were found. */
  private search(text: string, search: Search, depth: number, found: Found[], place: Place): void {
    const add = (some: readonly Found[], placeOf: Place) => {
      for (const { name, whole, ...part } of some) {
        const [from, to] = place(...placeOf(part.from, part.to));
        found.push({ name, whole, from, to });
      }
    };
    add(search(readText(text)), (from, to) => [from, to]);
    if (depth === 0) return;
    const plain = decodeEscapes(text);
    if (plain) {
      // Longer in the text: it has an escape.
      const hasEscape = ({ from, to }: Found) => {
        const [start, end] = plain.place(from, to);
        return end - start > to - from;
      };
      if (search !== this.decoded)
        add(this.decoded(readText(plain.text)).filter(hasEscape), plain.place);
      this.search(plain.text, search, depth - 1, found, (from, to) =>
        place(...plain.place(from, to)),
      );
      return;
    }
    for (const bytes of decodeDigits(text, this.minBytes)) {
      add(this.decoded(readText(bytes.text)), bytes.place);
      for (const { 0: run, index } of bytes.text.matchAll(this.encodedAgain)) {
        this.search(run, this.decoded, depth - 1, found, (from, to) =>
          place(...bytes.place(index + from, index + to)),
        );
      }
    }
  }
}
