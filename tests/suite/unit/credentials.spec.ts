import { expect, test } from '@playwright/test';
import { alteredTokens } from '../../../helpers/http/altered-tokens';

const kindsOf = (token: string) => alteredTokens(token).map(({ kind }) => kind);

test.describe('An altered token', () => {
  test('is in the other case, except for a ULID, which has none', () => {
    expect(kindsOf('01HF3J8Q2ZV5N7WXR4T6KCMABD')).not.toContain('token-other-case');
    expect(kindsOf('01hf3j8q2zv5n7wxr4t6kcmabd')).not.toContain('token-other-case');
    expect(kindsOf('01HF3J8Q2ZV5N7WXR4T6kcmabd')).toContain('token-other-case');
    expect(kindsOf('01HF3J8Q2ZV5N7WXR4T6KCMABU')).toContain('token-other-case');
    expect(kindsOf('81HF3J8Q2ZV5N7WXR4T6KCMABD')).toContain('token-other-case');
    expect(kindsOf('01HF3J8Q2ZV5N7WXR4T6KCMAB')).toContain('token-other-case');
  });

  test('is in the other case, except for hex digits, which have none', () => {
    expect(kindsOf('a1b2c3d4-token')).toContain('token-other-case');
    expect(kindsOf('6fa459ea-ee8a-4ca4-894e-db77e160355e')).not.toContain('token-other-case');
    expect(kindsOf('6FA459EA-EE8A-4CA4-894E-DB77E160355E')).not.toContain('token-other-case');
    expect(kindsOf('6fa459ea-ee8a-4ca4-894e-db77e160355g')).toContain('token-other-case');
    expect(kindsOf('6fa459eaee8a4ca4894edb77e160355e')).not.toContain('token-other-case');
    expect(kindsOf('6fa459eaee8a4ca4894edb77e160355e3')).toContain('token-other-case');
    expect(kindsOf('6fa459eaee8a4ca4')).not.toContain('token-other-case');
    expect(kindsOf('6fa459eaee8a4c')).toContain('token-other-case');
  });

  test('has two neighbours exchanged that differ, and no hyphen moved', () => {
    const exchanged = (token: string) =>
      alteredTokens(token).find(({ kind }) => kind === 'token-exchanged')?.value;
    expect(exchanged('token')).toBe('Bearer otken');
    expect(exchanged('aAa-Aab-c')).toBe('Bearer aAa-Aba-c');
    expect(exchanged('a-b-c-d')).toBeUndefined();
  });

  test('with three parts in base64url is tried without a signature, and with one of zeros', () => {
    const of = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = of({ sub: 'third-party' });
    const header = of({ alg: 'ES256' });
    const altered = alteredTokens(`${header}.${claims}.c2lnbmF0dXJl`);
    const valueOf = (kind: string) => altered.find((each) => each.kind === kind)?.value;
    expect(valueOf('token-unsigned')).toBe(`Bearer ${of({ alg: 'none' })}.${claims}.`);
    expect(valueOf('token-unsigned-mixed-case')).toBe(`Bearer ${of({ alg: 'nOnE' })}.${claims}.`);
    expect(valueOf('token-signature-empty')).toBe(`Bearer ${header}.${claims}.`);
    expect(valueOf('token-signature-zeros')).toBe(`Bearer ${header}.${claims}.AAAAAAAAAAAA`);
    expect(kindsOf('a.b.c!')).not.toContain('token-unsigned');
  });
});
