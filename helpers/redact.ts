/** Takes secrets out of a text. */
export interface Redact {
  (text: string): string;
  /** Whether the text can be had back from what is left and the secrets as they are. */
  faithful: (text: string) => boolean;
}

const hexOf = (code: number, digits: number) =>
  code
    .toString(16)
    .padStart(digits, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** A character as it is, as JSON escapes it, percent-encoded, or as a character reference. */
function characterPattern(character: string): string {
  const code = character.charCodeAt(0);
  return `(?:${[
    literally(character),
    `\\\\${literally(character)}`,
    `%${hexOf(code, 2)}`,
    `\\\\u${hexOf(code, 4)}`,
    `&#0*${String(code)};`,
    `&#[xX]0*${hexOf(code, 2)};`,
  ].join('|')})`;
}

/** The part of base64(prefix + secret + suffix) that depends on the secret alone. */
function base64Forms(secret: string): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]);
    const from = Math.ceil((shift * 4) / 3);
    const to = Math.floor((bytes.length * 4) / 3);
    return (['base64', 'base64url'] as const).map((form) =>
      literally(bytes.toString(form).slice(from, to)),
    );
  });
}

/** A secret as it may come back: raw, in a URL, in JSON, in HTML, in base64, or mixed. */
function patternOf(secret: string): RegExp {
  const spelled = Array.from(secret, characterPattern).join('');
  const encoded = base64Forms(secret).filter((form) => form !== '');
  return new RegExp([spelled, ...encoded].join('|'), 'g');
}

/**
 * A redactor of some secrets, each shown as its name in brackets: `[API_TOKEN]`. Longer secrets go
 * first, so that none hides a part of another.
 */
export function redactor(secrets: Readonly<Record<string, string | undefined>>): Redact {
  const known = Object.entries(secrets)
    .flatMap(([name, secret]) => (secret === undefined || secret === '' ? [] : [{ name, secret }]))
    .sort((a, b) => b.secret.length - a.secret.length)
    .map(({ name, secret }) => ({ mark: `[${name}]`, secret, pattern: patternOf(secret) }));
  const redact = (text: string) =>
    known.reduce((rest, { mark, pattern }) => rest.replace(pattern, () => mark), text);
  const faithful = (text: string) =>
    known.reduce((rest, { mark, secret }) => rest.replaceAll(mark, () => secret), redact(text)) ===
    text;
  return Object.assign(redact, { faithful });
}
