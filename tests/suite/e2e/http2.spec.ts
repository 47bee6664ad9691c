import { writeFileSync } from 'node:fs';
import http, { type RequestListener } from 'node:http';
import http2, { type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import https from 'node:https';
import { certificate } from '../hostile/servers/certificates';
import { having, reportOf, resultOf, targetOf, type Run } from '../support/run';
import { expect, test as base } from '../support/test';

const BRIEF = '--grep=over HTTP/2';

/** A server of TLS in front of the reference server. */
interface Front {
  /** Whether it offers h2 by ALPN. */
  offersHttp2: boolean;
  /** Answers a request over HTTP/2 by itself. */
  answer?: (response: Http2ServerResponse) => void;
  /** Whether it requires a client certificate, and the run that all is tested. */
  strict?: boolean;
  /** Adds credentials to requests over HTTP/2 that have none. */
  needsNoToken?: boolean;
}

/** Returns the header lines of a request for a server of HTTP/1.1. */
function linesOf({ rawHeaders, authority }: Http2ServerRequest): string[] {
  const lines = rawHeaders.flatMap((name, at) =>
    at % 2 === 1 || name.startsWith(':') ? [] : [name, rawHeaders[at + 1] ?? ''],
  );
  return authority ? ['Host', authority, ...lines] : lines;
}

const test = base.extend<{
  /** Runs the suite against the reference server behind TLS, with a certificate of a CA of its own. */
  judge: (
    front: Front,
    ...args: string[]
  ) => Promise<{ run: Run; overHttp2: number; token: string }>;
}>({
  judge: async ({ reference, onEphemeralPort, conformance }, use, testInfo) => {
    await use(async ({ offersHttp2, answer, needsNoToken, strict }, ...args) => {
      const ca = certificate({ ca: true, host: 'ca' });
      const own = certificate({ issuer: ca });
      const file = testInfo.outputPath('ca.pem');
      writeFileSync(file, ca.cert);
      const client = certificate({ issuer: ca, host: 'client.example.com' });
      const files = { cert: testInfo.outputPath('cert.pem'), key: testInfo.outputPath('key.pem') };
      for (const part of ['cert', 'key'] as const) writeFileSync(files[part], client[part]);
      const mutual = strict ? { requestCert: true, rejectUnauthorized: true, ca: ca.cert } : {};
      const server = await reference();
      const { port, pathname } = new URL(server.baseUrl);
      let overHttp2 = 0;
      const listener = (request: Http2ServerRequest, response: Http2ServerResponse) => {
        const isHttp2 = request.httpVersion.startsWith('2');
        if (isHttp2) overHttp2++;
        if (isHttp2 && answer) {
          answer(response);
          return;
        }
        const anonymous = request.headers.authorization === undefined;
        const added =
          isHttp2 && anonymous && needsNoToken === true
            ? ['Authorization', `Bearer ${server.token}`]
            : [];
        const { method, url: path } = request;
        const headers = [...linesOf(request), ...added];
        const options = { host: '127.0.0.1', port, method, path, headers, agent: false };
        const forwarded = http.request(options, (received) => {
          delete received.headers.connection;
          delete received.headers['transfer-encoding'];
          response.writeHead(received.statusCode ?? 500, received.headers);
          received.pipe(response);
        });
        request.pipe(forwarded);
      };
      const front = offersHttp2
        ? http2.createSecureServer({ ...own, ...mutual, allowHTTP1: true }, listener)
        : https.createServer(own, listener as unknown as RequestListener);
      const { baseUrl } = await onEphemeralPort(front, 'https');
      const target = {
        ...targetOf(server, { customers: 2, users: 12 }),
        BASE_URL: new URL(pathname, baseUrl).href,
        NODE_EXTRA_CA_CERTS: file,
        ...(strict && { REQUIRE_ALL: '1', CLIENT_CERT: files.cert, CLIENT_KEY: files.key }),
      };
      const run = await conformance(target, ...args);
      return { run, overHttp2, token: server.token };
    });
  },
});

test.describe('A target over TLS', () => {
  test('that offers HTTP/2 and requires a certificate is asked over it, and conforms to all @long', async ({
    judge,
  }) => {
    const { run, overHttp2 } = await judge({ offersHttp2: true, strict: true });
    const report = reportOf(run);
    expect(having(report, 'failed', 'warning', 'untested')).toEqual([]);
    expect(run.exitCode).toBe(0);
    expect(resultOf(report, 'client.http2').checks).toBe(5);
    expect(overHttp2).toBe(5);
  });

  test('that does not offer HTTP/2 conforms without it', { tag: '@long' }, async ({ judge }) => {
    // REQUIRE_ALL asks for what a setting can test.
    const { run, overHttp2 } = await judge({ offersHttp2: false, strict: true });
    const report = reportOf(run);
    expect(having(report, 'failed', 'warning')).toEqual([]);
    expect(having(report, 'untested')).toEqual(['client.http2']);
    const { reason } = resultOf(report, 'client.http2');
    expect(reason).toBe('needs an https target that offers HTTP/2');
    expect(run.exitCode).toBe(0);
    expect(overHttp2).toBe(0);
  });

  const nobody = (response: Http2ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"data":[]}');
  };
  const reset = ({ stream }: Http2ServerResponse) => {
    stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
  };
  const misdirected = (response: Http2ServerResponse) => {
    response.writeHead(421).end();
  };

  for (const [what, front, code, also] of [
    ['lists nobody', { answer: nobody }, 'not-attached', []],
    ['needs no token', { needsNoToken: true }, 'accepted', []],
    ['resets each stream', { answer: reset }, 'no-response', ['http.completes']],
    ['answers 421', { answer: misdirected }, 'rejected', []],
  ] satisfies [string, Omit<Front, 'offersHttp2'>, string, string[]][]) {
    test(`that ${what} over HTTP/2 alone fails client.http2${code === 'not-attached' ? '' : ' @long'}`, async ({
      judge,
    }) => {
      const { run, token } = await judge({ offersHttp2: true, ...front }, BRIEF);
      const report = reportOf(run);
      expect(having(report, 'failed').sort()).toEqual(['client.http2', ...also]);
      expect(run.exitCode).toBe(1);
      const [finding] = resultOf(report, 'client.http2').findings;
      expect(finding).toMatchObject({ code, request: 'by-http2' });
      expect(finding?.reproduce).toContain('--http2');
      expect(run.stdout + (run.reportText ?? '')).not.toContain(token);
    });
  }
});
