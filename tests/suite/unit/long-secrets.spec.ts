import { expect, test } from '@playwright/test';
import { alteredTokens } from '../../../helpers/http/altered-tokens';
import { otherSchemes } from '../../../helpers/http/credentials';
import { redactor } from '../../../helpers/http/redact';
import { readText, searchFor, type ReadText } from '../../../helpers/http/secret-windows';
import { longToken } from '../support/long-token';
import { encodeCodes } from '../support/written';

/** Every character that a token may have, those with a meaning in patterns and escapes as well. */
const VISIBLE = Array.from({ length: 94 }, (_one, at) => String.fromCharCode(33 + at)).join('');

const TOKENS: Record<string, string> = {
  'a JSON Web Token of 4 kB': longToken(4281),
  'a JSON Web Token of 8 kB': longToken(8192),
  'a JSON Web Token of 16 kB': longToken(16_000),
  'two letters in turn': 'ab'.repeat(8000),
  'one letter': 'a'.repeat(16_000),
  'one letter but the last': `${'a'.repeat(15_999)}b`,
  'all visible characters': VISIBLE.repeat(170).slice(0, 15_999),
};

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');
const hex = (text: string) => Buffer.from(text).toString('hex');
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

const FORMS: Record<string, (token: string) => string> = {
  'as it is': (token) => token,
  'in JSON': (token) => JSON.stringify(token).slice(1, -1),
  'in JSON in JSON': (token) => JSON.stringify(JSON.stringify(token)).slice(3, -3),
  'percent-encoded': encodeURIComponent,
  'percent-encoded, each byte': (token) => encodeCodes(token, '%', 2),
  'percent-encoded twice': (token) => encodeCodes(token, '%25', 2),
  'as \\u': (token) => encodeCodes(token, '\\u', 4),
  'as character references': (token) =>
    token.replaceAll(/[^]/g, (it) => `&#${String(it.charCodeAt(0))};`),
  'in hex': hex,
  'in hex with colons': (token) => hex(token).replaceAll(/..(?=.)/g, '$&:'),
  'in base64': base64,
  'in base64url': (token) => Buffer.from(token).toString('base64url'),
  'UTF-16 in JSON': (token) => token.replaceAll(/[^](?=[^])/g, '$&\\u0000'),
  'UTF-16 in base64': (token) => base64(utf16(token)),
  'base64 in base64': (token) => base64(base64(`user:${token}`)),
  'hex in base64': (token) => base64(hex(token)),
  'base64 in hex': (token) => hex(base64(token)),
};

/** Characters that an encoding has of what is on both sides of a secret. */
const MAX_LEFT = 24;

const MARKS = /\[(?:part of )?API_TOKEN\]/g;

for (const [what, token] of Object.entries(TOKENS)) {
  const redact = redactor({ API_TOKEN: token, FORBIDDEN_TOKEN: longToken(500) });

  test.describe(`Of ${what}`, () => {
    for (const [how, encode] of Object.entries(FORMS)) {
      const form = encode(token);

      test(`all is redacted, ${how}`, () => {
        for (const redacted of [redact, redact.redactWhole].map((each) => each(`(${form})`))) {
          expect(redacted).toContain('[API_TOKEN]');
          expect(redacted.replace('[API_TOKEN]', '').length).toBeLessThan(MAX_LEFT);
        }
      });

      test(`a part is redacted, ${how}`, () => {
        for (const [from, to] of [
          [0, 0.5],
          [0.3, 0.7],
          [0.45, 1],
        ] as const) {
          const part = form.slice(form.length * from, form.length * to);
          const left = redact(`(${part})`).replaceAll(MARKS, '');
          expect(left.length).toBeLessThan(MAX_LEFT);
        }
      });
    }

    test('as altered, each has its name', () => {
      const altered = alteredTokens(token).map(({ what: name, value }): [string, string] => [
        name,
        value.slice('Bearer '.length),
      ]);
      const both = redactor({ API_TOKEN: token }, Object.fromEntries(altered));
      for (const [name, other] of altered) expect(both(`<${other}>`)).toBe(`<[${name}]>`);
      expect(both(`<${token}>`)).toBe('<[API_TOKEN]>');
      expect(both.restore(both(`<${token}>`))).toBe(`<${token}>`);
      const encoded = `<${encodeCodes(token, '%', 2)}>`;
      expect(both.restore(both(encoded))).not.toBe(encoded);
    });
  });
}

/** Returns a text that counts how often a character of it is read. */
function counted(text: string): ReadText & { reads: number } {
  const { units, slice } = readText(text);
  const read = {
    reads: 0,
    units: new Proxy(units, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (name !== 'length') read.reads++;
        return value;
      },
    }),
    slice(from: number, to: number) {
      read.reads += to - from;
      return slice(from, to);
    },
  };
  return read;
}

test.describe('A search reads each character a few times, however long the secret is', () => {
  for (const [what, secret] of Object.entries(TOKENS)) {
    test(`in texts like ${what}`, () => {
      const search = searchFor([{ name: 'API_TOKEN', text: secret, min: 10 }]);
      for (const text of [
        secret.repeat(10),
        secret.slice(1).repeat(10),
        'a'.repeat(100_000),
        'ab'.repeat(50_000),
        secret.replaceAll(/(.{9})./g, '$1~').repeat(10),
        longToken(100_000).replaceAll(/\w{11}/g, '$&!'),
      ]) {
        const read = counted(text);
        search(read);
        // Each window of ten characters twice, and each part that is found once.
        expect(read.reads).toBeLessThan(25 * text.length);
      }
    });
  }
});

test('A text that cannot be searched is not shown', () => {
  const redact = redactor({ API_TOKEN: longToken(500) });
  // No string, as none is known that breaks the search.
  const broken = { length: 10 } as string;
  expect(redact(broken)).toBe('[text that could not be searched for secrets]');
  expect(redact.redactWhole(broken)).not.toBe(broken);
});

test('A long token is sent in each other way, but not twice in one field', () => {
  const waysOf = (token: string) =>
    [...alteredTokens(token), ...otherSchemes(token)].map(({ kind }) => kind);
  const twice = ['token-twice', 'basic'];
  // Base64 makes a token longer by a third.
  const encoded = ['basic-user', 'basic-password'];
  expect(waysOf(longToken(500))).toEqual(expect.arrayContaining([...twice, ...encoded]));
  for (const [length, without] of [
    [4281, twice],
    [8192, [...twice, ...encoded]],
    [16_000, [...twice, ...encoded]],
  ] as const) {
    expect(waysOf(longToken(length))).toEqual(
      waysOf(longToken(500)).filter((kind) => !without.includes(kind)),
    );
  }
});
