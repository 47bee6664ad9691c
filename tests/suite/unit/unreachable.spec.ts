import { expect, test } from '@playwright/test';
import { unreachable } from '../../../helpers/http/unreachable';

test.describe('Why there is no connection, and what to do', () => {
  for (const [code, advice] of [
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'use a host in BASE_URL that the certificate names'],
    ['CERT_HAS_EXPIRED', 'renew it, or check the clock of this machine'],
    ['CERT_NOT_YET_VALID', 'check the clock of this machine'],
    ['CERT_REVOKED', 'replace it'],
    ['CERT_SIGNATURE_FAILURE', 'replace the certificate of the server'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'set NODE_EXTRA_CA_CERTS for a private CA'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'set NODE_EXTRA_CA_CERTS for a private CA'],
  ] as const) {
    test(`names the remedy for ${code}`, () => {
      const error = Object.assign(new Error('reason'), { code });
      expect(unreachable(error)).toBe(`certificate rejected: reason; ${advice}`);
    });
  }

  for (const [code, question] of [
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'is this port plain HTTP?'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'does the server have TLS 1.2?'],
    [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'does the server require a client certificate? Set CLIENT_CERT and CLIENT_KEY to one that it accepts',
    ],
  ] as const) {
    test(`asks about the handshake that ended with ${code}`, () => {
      const error = Object.assign(new Error('reason'), { code });
      expect(unreachable(error)).toBe(`TLS handshake failed (${code}); ${question}`);
    });
  }

  test('is as short as a message', () => {
    const error = Object.assign(new Error('x'.repeat(9_999)), { code: 'CERT_REVOKED' });
    expect(unreachable(error).length).toBeLessThan(400);
  });
});
