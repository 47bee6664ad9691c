import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

/** A key and its certificate, as PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

interface Wanted {
  /** A DNS name, or an IP address, that it is for. Default: 127.0.0.1. */
  readonly host?: string;
  /** Its validity, in days from now. */
  readonly days?: readonly [from: number, to: number];
  /** Who signs it; itself, where nobody is named. */
  readonly issuer?: Certificate;
  /** Whether it may sign others. */
  readonly ca?: boolean;
}

const DAY_MS = 86_400_000;

/** Makes a certificate, for the length of a test. */
export function certificate({ host, days = [-1, 2], issuer, ca = false }: Wanted): Certificate {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const pair = forge.pki.privateKeyFromPem(key);
  const cert = forge.pki.createCertificate();
  cert.publicKey = forge.pki.setRsaPublicKey(pair.n, pair.e);
  cert.serialNumber = `01${forge.util.bytesToHex(forge.random.getBytesSync(8))}`;
  cert.validity.notBefore = new Date(Date.now() + days[0] * DAY_MS);
  cert.validity.notAfter = new Date(Date.now() + days[1] * DAY_MS);
  const subject = [{ name: 'commonName', value: ca ? 'A CA of a test' : (host ?? '127.0.0.1') }];
  cert.setSubject(subject);
  cert.setIssuer(issuer ? forge.pki.certificateFromPem(issuer.cert).subject.attributes : subject);
  cert.setExtensions([
    { name: 'basicConstraints', cA: ca, critical: true },
    ...(ca
      ? [{ name: 'keyUsage', keyCertSign: true, critical: true }]
      : [
          {
            name: 'subjectAltName',
            altNames: [
              host === undefined ? { type: 7, ip: '127.0.0.1' } : { type: 2, value: host },
            ],
          },
        ]),
  ]);
  cert.sign(issuer ? forge.pki.privateKeyFromPem(issuer.key) : pair, forge.md.sha256.create());
  return { key, cert: forge.pki.certificateToPem(cert) };
}
