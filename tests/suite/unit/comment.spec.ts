import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { comment } from '../../../helpers/cli/comment';
import { HOSTILE, minimalReport, requirementResult } from '../support/sample-report';
import { listen } from '../support/servers';
import { expect, test as base } from '../support/test';

interface Comment {
  id: number;
  body: string;
}

/** The part of an API that has the comments of one request. Only the token `good` may use it. */
class Api {
  readonly comments: Comment[] = [];
  readonly calls: string[] = [];

  readonly server = http.createServer((request, response) => {
    void this.respond(request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });

  private async respond(request: http.IncomingMessage): Promise<[status: number, body: unknown]> {
    const { method = '', headers } = request;
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://api');
    this.calls.push(`${method} ${pathname}`);
    const sent = await text(request);
    if (headers.authorization !== 'Bearer good' && headers['private-token'] !== 'good') {
      return [403, {}];
    }
    if (method === 'GET') {
      const [page, size] = [Number(searchParams.get('page')), Number(searchParams.get('per_page'))];
      return [200, this.comments.slice(size * (page - 1), size * page)];
    }
    const { body } = JSON.parse(sent) as { body: string };
    const known = this.comments.find(({ id }) => pathname.endsWith(`/${String(id)}`));
    if (known) known.body = body;
    else this.comments.push({ id: 1_000 + this.comments.length, body });
    return [200, {}];
  }
}

interface Given {
  api: Api;
  url: string;
  /** The file of a report. */
  file: string;
  github: Record<string, string>;
}

const test = base.extend<Given>({
  api: ({}, use) => use(new Api()),
  url: async ({ api }, use) => {
    const { baseUrl, close } = await listen(api.server);
    await use(baseUrl);
    await close();
  },
  file: async ({}, use, testInfo) => {
    const file = testInfo.outputPath('conformance.json');
    const requirements = [requirementResult('attach.one', { verdict: 'passed' })];
    const report = minimalReport({ requirements, notes: [HOSTILE] });
    writeFileSync(file, JSON.stringify(report));
    await use(file);
  },
  github: async ({ url }, use, testInfo) => {
    const event = testInfo.outputPath('event.json');
    writeFileSync(event, JSON.stringify({ pull_request: { number: 7 } }));
    await use({
      GITHUB_API_URL: url,
      GITHUB_REPOSITORY: 'acme/server',
      GITHUB_EVENT_PATH: event,
      GITHUB_TOKEN: 'good',
    });
  },
});

test('A comment on GitHub is written once and then updated, one for each server', async ({
  api,
  file,
  github,
}) => {
  api.comments.push(...Array.from({ length: 130 }, (_each, id) => ({ id, body: 'Looks good.' })));
  expect(await comment(file, 'eu', github)).toBe('A comment is written.');
  expect(await comment(file, 'eu', github)).toBe('The comment is updated.');
  expect(await comment(file, 'us', github)).toBe('A comment is written.');
  const own = api.comments.filter(({ body }) => body.includes('Sync Users conformance'));
  expect(own.map(({ body }) => body.split('\n')[0])).toEqual([
    '<!-- sync-users-conformance: eu -->',
    '<!-- sync-users-conformance: us -->',
  ]);
  const pull = '/v1/repos/acme/server/issues/7/comments';
  expect([...new Set(api.calls)]).toEqual([
    `GET ${pull}`,
    `POST ${pull}`,
    'PATCH /v1/repos/acme/server/issues/comments/1130',
  ]);
});

test('A comment on GitLab is written once and then updated', async ({ api, url, file }) => {
  const gitlab = {
    CI_API_V4_URL: url,
    CI_PROJECT_ID: '5',
    CI_MERGE_REQUEST_IID: '7',
    SYNC_USERS_COMMENT_TOKEN: 'good',
  };
  await comment(file, 'server', gitlab);
  await comment(file, 'server', gitlab);
  expect(api.comments).toHaveLength(1);
  expect(api.calls.at(-1)).toBe('PUT /v1/projects/5/merge_requests/7/notes/1000');
});

test('A name cannot end the mark of a comment', async ({ api, file, github }) => {
  await comment(file, '--> <b>', github);
  expect(api.comments[0]?.body).toMatch(/^<!-- sync-users-conformance: --- -b- -->\n/);
});

test('A job of no pull request writes nothing', async ({ api, file }) => {
  expect(await comment(file, 'server', {})).toMatch(/no pull or merge request/);
  expect(api.calls).toEqual([]);
});

for (const [what, more, message] of [
  ['is not set', { GITHUB_TOKEN: '' }, /^Set GITHUB_TOKEN to/],
  ['may not write', { GITHUB_TOKEN: 'b4d-t0ken' }, /was answered 403\. Check that the token may/],
  [
    'meets a dead server',
    { GITHUB_API_URL: 'http://127.0.0.1:1' },
    /^GET .* failed: bad port\. The summary is in/,
  ],
] as const) {
  test(`A token that ${what} is reported without it`, async ({ file, github }) => {
    const { message: written } = (await comment(file, 'server', { ...github, ...more }).catch(
      (error: unknown) => error as Error,
    )) as Error;
    expect(written).toMatch(message);
    expect(written).not.toContain('b4d-t0ken');
  });
}
