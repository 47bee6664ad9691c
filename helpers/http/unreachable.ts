import { truncate } from './exchange';

/** Length of the message of an error: a certificate may have thousands of names. */
const MAX_MESSAGE = 300;

/** Remedies for a rejected certificate, by the code of the error. */
const CERTIFICATE_ADVICE: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: 'use a host in BASE_URL that the certificate names',
  CERT_HAS_EXPIRED: 'renew it, or check the clock of this machine',
  CERT_NOT_YET_VALID: 'check the clock of this machine',
  CERT_REVOKED: 'replace it',
};

/** Codes of a certificate whose issuer is not known here. */
const UNKNOWN_ISSUER = /SELF_SIGNED|UNABLE_TO_|CERT_UNTRUSTED/;
const CERTIFICATE = /^CERT_|^ERR_TLS_CERT|^INVALID_CA$|^INVALID_PURPOSE$|^HOSTNAME_MISMATCH$/;

/** Returns whether a server rejects the client's certificate, which TLS 1.3 does after the handshake. */
export const isCertificateAlert = (code: string) =>
  /^ERR_SSL_.*ALERT_.*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/.test(code);

function adviceOn(code: string): string {
  if (UNKNOWN_ISSUER.test(code)) return 'set NODE_EXTRA_CA_CERTS for a private CA';
  return CERTIFICATE_ADVICE[code] ?? 'replace the certificate of the server';
}

/** Returns a question about a failed handshake, by the code of the error. */
function questionAbout(code: string): string {
  if (code.includes('CERTIFICATE') || isCertificateAlert(code)) {
    return 'does the server require a client certificate? Set CLIENT_CERT and CLIENT_KEY to one that it accepts';
  }
  if (/PROTOCOL|VERSION_TOO_LOW|ALERT_VERSION/.test(code)) return 'does the server have TLS 1.2?';
  return 'is this port plain HTTP?';
}

/** Describes why there is no connection, and how to fix it. */
export function unreachable({ code = '', message }: NodeJS.ErrnoException): string {
  const shown = truncate(message, MAX_MESSAGE);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    return `TLS handshake failed (${code}); ${questionAbout(code)}`;
  }
  if (UNKNOWN_ISSUER.test(code) || CERTIFICATE.test(code)) {
    return `certificate rejected: ${shown}; ${adviceOn(code)}`;
  }
  return shown || code;
}
