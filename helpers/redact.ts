/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** The part of base64(prefix + secret + suffix) that depends on the secret alone. */
function base64Forms(secret: string): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]);
    const from = Math.ceil((shift * 4) / 3);
    const to = Math.floor((bytes.length * 4) / 3);
    return (['base64', 'base64url'] as const).map((form) => bytes.toString(form).slice(from, to));
  });
}

/** A secret as it may come back: raw, in a URL, in JSON, in base64. */
export function encodingsOf(secret: string): string[] {
  const percent = [...Buffer.from(secret)]
    .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
    .join('');
  return [
    secret,
    encodeURIComponent(secret),
    percent,
    percent.toUpperCase(),
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
    ...base64Forms(secret),
  ];
}

/**
 * A redactor of some secrets, each shown as its name in brackets: `[API_TOKEN]`. Longer forms go
 * first, so that no secret hides a part of another.
 */
export function redactor(secrets: Readonly<Record<string, string | undefined>>): Redact {
  const forms = Object.entries(secrets)
    .flatMap(([name, secret]) =>
      secret === undefined || secret === ''
        ? []
        : [...new Set(encodingsOf(secret))].map((form) => ({ form, name })),
    )
    .filter(({ form }) => form !== '')
    .sort((a, b) => b.form.length - a.form.length);
  return (text) => forms.reduce((rest, { form, name }) => rest.replaceAll(form, `[${name}]`), text);
}
