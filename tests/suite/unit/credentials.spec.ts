import { expect, test } from '@playwright/test';
import { alteredTokens } from '../../../helpers/http/altered-tokens';

const kindsOf = (token: string) => alteredTokens(token).map(({ kind }) => kind);

test.describe('An altered token', () => {
  test('is in the other case, except for hex digits, which have none', () => {
    expect(kindsOf('a1b2c3d4-token')).toContain('token-other-case');
    expect(kindsOf('6fa459ea-ee8a-4ca4-894e-db77e160355e')).not.toContain('token-other-case');
    expect(kindsOf('6FA459EA-EE8A-4CA4-894E-DB77E160355E')).not.toContain('token-other-case');
    expect(kindsOf('6fa459ea-ee8a-4ca4-894e-db77e160355g')).toContain('token-other-case');
    expect(kindsOf('6fa459eaee8a4ca4894edb77e160355e')).not.toContain('token-other-case');
    expect(kindsOf('6fa459eaee8a4ca4894edb77e160355e3')).toContain('token-other-case');
    expect(kindsOf('6fa459eaee8a4ca4894edb77e16035')).toContain('token-other-case');
  });
});
