import { edition, editions, type Catalogue } from './requirements';

/** One variable: an example for the message, and how its text is read (throws a Complaint). */
export interface Variable<T> {
  example: string;
  secret?: boolean;
  read: (text: string) => T;
}

/** What is wrong with a value, as the rest of a sentence that begins with it. */
export class Complaint extends Error {}

function complain(what: string): never {
  throw new Complaint(what);
}

const MAX_IDS = 100_000;

function readIds(text: string): string[] {
  const ids = new Set<string>();
  for (const part of text.split(',')) {
    const [, from, to = from] =
      /^\s*([1-9]\d{0,29})(?:\s*-\s*([1-9]\d{0,29}))?\s*$/.exec(part) ?? [];
    if (from === undefined || to === undefined) {
      complain(`has "${part.trim()}" where a positive integer or a range of them belongs`);
    }
    const [first, last] = [BigInt(from), BigInt(to)];
    if (last < first) complain(`has the range ${part.trim()}, which ends before it begins`);
    if (last - first >= MAX_IDS) complain(`has more than ${String(MAX_IDS)} ids`);
    for (let id = first; id <= last; id++) {
      if (ids.has(String(id))) complain(`has ${String(id)} twice`);
      ids.add(String(id));
    }
  }
  return [...ids];
}

function readId(text: string): string {
  const [id, ...more] = readIds(text);
  if (id === undefined || more.length > 0) complain('is not one positive integer');
  return id;
}

const integerFrom = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    complain(`is not an integer from ${String(least)} to ${String(most)}`);
  }
  return value;
};

function readRate(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value <= 0) complain('is not a number above 0');
  return value;
}

function readFlag(text: string): boolean {
  if (text !== '1' && text !== '0') complain('is neither 1 nor 0');
  return text === '1';
}

/** What an Authorization header can carry after the scheme: visible ASCII, no spaces. */
function readToken(text: string): string {
  if (!/^[\x21-\x7e]+$/.test(text)) {
    complain(
      'has a character that no HTTP header can carry in a token (a space, a line end, or one beyond ASCII)',
    );
  }
  return text;
}

function readUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return complain('is not an absolute URL');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    complain('is neither http: nor https:');
  if (url.username || url.password) complain('carries credentials; they belong in API_TOKEN');
  if (url.search || url.hash) complain('has a query or a fragment; it ends with the base path');
  return url;
}

function readReadBackPath(text: string): string {
  if (!/^\/[\x21-\x7e]*$/.test(text) || !text.includes('{id}')) {
    complain('is not a path that begins with / and has {id} for the customer');
  }
  return text;
}

function readFailOn(text: string): 'must' | 'should' {
  if (text !== 'must' && text !== 'should') complain('is neither must nor should');
  return text;
}

function readEdition(text: string): Catalogue {
  const all = editions();
  const named = all.map((each) => each.edition).join(', ');
  return (
    all.find((each) => each.edition === text) ??
    complain(`is no edition of the catalogue; there is ${named}`)
  );
}

const ids = (example: string): Variable<string[]> => ({ example, read: readIds });
const id = (example: string): Variable<string> => ({ example, read: readId });
const token: Variable<string> = { example: 'eyJhbGciOi...', secret: true, read: readToken };
const flag: Variable<boolean> = { example: '1', read: readFlag };
const milliseconds = (example: string): Variable<number> => ({
  example,
  read: integerFrom(1, 86_400_000),
});

/** Every variable, by name. `.env.example` says what each is for. */
export const variables = {
  BASE_URL: { example: 'https://staging.example.com/third-party/v1', read: readUrl },
  API_TOKEN: token,
  CUSTOMER_IDS: ids('7,9,12-15'),
  USER_IDS: ids('101-160'),
  RESTORE_USER_IDS: ids('101,102'),
  UNKNOWN_USER_ID: id('2147480001'),
  UNKNOWN_CUSTOMER_ID: id('2147480002'),
  FORBIDDEN_TOKEN: token,
  EXPIRED_TOKEN: token,
  READ_BACK_PATH: { example: '/customers/{id}/users', read: readReadBackPath },
  FAIL_ON: { example: 'should', read: readFailOn },
  BASELINE: { example: 'conformance.baseline.yaml', read: (text: string) => text },
  SEED: { example: '42', read: integerFrom(0, 2 ** 31 - 1) },
  SEQUENCES: { example: '10', read: integerFrom(1, 10_000) },
  REQUEST_TIMEOUT_MS: milliseconds('10000'),
  MAX_RPS: { example: '20', read: readRate },
  RUN_TIMEOUT_MS: milliseconds('600000'),
  PROBE_DELETE: flag,
  PRODUCTION_HOSTS: {
    example: '*.example.com,api.example.org',
    read: (text: string) => text.split(',').map((host) => host.trim().toLowerCase()),
  },
  ALLOW_PRODUCTION: flag,
  ALLOW_INSECURE_HTTP: flag,
  REQUIREMENTS_SET: { example: edition, read: readEdition },
  REPORT_DIR: { example: 'conformance-report', read: (text: string) => text },
} satisfies Record<string, Variable<unknown>>;

export type Name = keyof typeof variables;
export type ValueOf<N extends Name> = ReturnType<(typeof variables)[N]['read']>;
