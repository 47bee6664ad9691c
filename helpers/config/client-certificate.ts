import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { systemErrorCode } from './files';

/** Certificate of the client for mutual TLS, with its chain and its key, as PEM. */
export interface ClientCertificate {
  cert: string;
  key: string;
  passphrase?: string;
}

interface Given {
  certFile: string | undefined;
  keyFile: string | undefined;
  passphrase: string | undefined;
}

type Name = 'CLIENT_CERT' | 'CLIENT_KEY' | 'CLIENT_KEY_PASSPHRASE';

/** Receives the sentences about what is wrong. */
type Report = (name: Name, sentence: string) => void;

const given = (name: Name, file: string) => `${name}, given as ${JSON.stringify(file)},`;

function read(name: Name, file: string | undefined, report: Report): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    report(name, `${given(name, file)} cannot be read (${systemErrorCode(error)}).`);
    return undefined;
  }
}

function parseCertificate(text: string, file: string, report: Report): X509Certificate | undefined {
  try {
    if (text.includes('-----BEGIN')) return new X509Certificate(text);
  } catch {
    // It is named below, as any other file.
  }
  report('CLIENT_CERT', `${given('CLIENT_CERT', file)} has no certificate in PEM.`);
  return undefined;
}

function parseKey(
  text: string,
  file: string,
  passphrase: string | undefined,
  report: Report,
): KeyObject | undefined {
  try {
    return createPrivateKey({ key: text, ...(passphrase !== undefined && { passphrase }) });
  } catch {
    if (!/\bENCRYPTED\b/.test(text)) {
      report('CLIENT_KEY', `${given('CLIENT_KEY', file)} has no private key in PEM.`);
    } else if (passphrase === undefined) {
      report(
        'CLIENT_KEY_PASSPHRASE',
        `CLIENT_KEY_PASSPHRASE is required, as ${file} of CLIENT_KEY is encrypted.`,
      );
    } else {
      report(
        'CLIENT_KEY_PASSPHRASE',
        `CLIENT_KEY_PASSPHRASE is wrong: it does not decrypt ${file} of CLIENT_KEY.`,
      );
    }
    return undefined;
  }
}

/** Reads the certificate and the key of the client, and reports what is wrong with them. */
export function readClientCertificate(
  { certFile, keyFile, passphrase }: Given,
  report: Report,
): ClientCertificate | undefined {
  const cert = read('CLIENT_CERT', certFile, report);
  const key = read('CLIENT_KEY', keyFile, report);
  const certificate = cert && certFile ? parseCertificate(cert, certFile, report) : undefined;
  const privateKey = key && keyFile ? parseKey(key, keyFile, passphrase, report) : undefined;
  if (keyFile === undefined && passphrase !== undefined) {
    report('CLIENT_KEY_PASSPHRASE', 'CLIENT_KEY_PASSPHRASE is set without CLIENT_KEY.');
  } else if (keyFile === undefined && certificate) {
    report('CLIENT_KEY', 'CLIENT_KEY is required with CLIENT_CERT. Both may be in one file.');
  } else if (certFile === undefined && privateKey) {
    report('CLIENT_CERT', 'CLIENT_CERT is required with CLIENT_KEY.');
  }
  if (cert === undefined || key === undefined || !certificate || !privateKey) return undefined;
  if (!certificate.checkPrivateKey(privateKey)) {
    const which = `${given('CLIENT_KEY', keyFile ?? '')} is not the key of the certificate`;
    report('CLIENT_KEY', `${which} in ${certFile ?? ''}.`);
    return undefined;
  }
  return { cert, key, ...(passphrase !== undefined && { passphrase }) };
}
