import { readFileSync } from 'node:fs';
import { readReport } from '../report/read';
import { renderSummary } from '../report/render/summary';
import { UsageError } from './errors';

/** The limit on a comment is 65 536 characters on GitHub, and higher on GitLab. */
const MAX_COMMENT_BYTES = 60_000;
const TIMEOUT_MS = 30_000;
const PER_PAGE = 100;
/** A request with more comments gets another one. */
const MAX_PAGES = 20;

/** A pull or merge request whose comments can be read and written. */
interface Discussion {
  /** URL of the list of its comments. */
  comments: string;
  /** URL of one comment. */
  comment: (id: number) => string;
  update: 'PATCH' | 'PUT';
  headers: Record<string, string>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the number of the pull request that the event of a GitHub workflow is about. */
function pullRequest(file: string | undefined): number | undefined {
  if (file === undefined || file === '') return undefined;
  const event = JSON.parse(readFileSync(file, 'utf8')) as { pull_request?: { number?: number } };
  return event.pull_request?.number;
}

/**
 * Returns the discussion of the job's pull or merge request; undefined outside of one.
 *
 * @throws UsageError if the token is not set
 */
function discussionOf(environment: Environment): Discussion | undefined {
  const tokenIn = (name: string): string => {
    const token = environment[name] ?? '';
    if (token === '') throw new UsageError(`Set ${name} to a token that may write comments.`);
    return token;
  };
  const { GITHUB_API_URL, GITHUB_REPOSITORY = '' } = environment;
  const pull = pullRequest(environment['GITHUB_EVENT_PATH']);
  if (GITHUB_API_URL !== undefined && pull !== undefined) {
    const issues = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/issues`;
    return {
      comments: `${issues}/${String(pull)}/comments`,
      comment: (id) => `${issues}/comments/${String(id)}`,
      update: 'PATCH',
      headers: { authorization: `Bearer ${tokenIn('GITHUB_TOKEN')}` },
    };
  }
  const { CI_API_V4_URL, CI_PROJECT_ID = '', CI_MERGE_REQUEST_IID } = environment;
  if (CI_API_V4_URL === undefined || CI_MERGE_REQUEST_IID === undefined) return undefined;
  const notes = `${CI_API_V4_URL}/projects/${CI_PROJECT_ID}/merge_requests/${CI_MERGE_REQUEST_IID}/notes`;
  return {
    comments: notes,
    comment: (id) => `${notes}/${String(id)}`,
    update: 'PUT',
    headers: { 'private-token': tokenIn('SYNC_USERS_COMMENT_TOKEN') },
  };
}

/** @throws UsageError if the request fails; the message has no token */
async function request(
  method: string,
  url: string,
  { headers }: Discussion,
  body?: string,
): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body !== undefined && { body: JSON.stringify({ body }) }),
  }).catch((error: unknown) => {
    const { cause, message } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new UsageError(`${method} ${url} failed: ${reason}. The summary is in summary.md.`);
  });
  if (!answer.ok) {
    throw new UsageError(
      `${method} ${url} was answered ${String(answer.status)}. Check that the token may write comments. The summary is in summary.md.`,
    );
  }
  return answer.json();
}

/** Returns the id of the comment that begins with a text. */
async function findComment(discussion: Discussion, beginning: string): Promise<number | undefined> {
  for (let page = 1; page <= MAX_PAGES; page++) {
    const query = `?per_page=${String(PER_PAGE)}&page=${String(page)}`;
    const comments = (await request('GET', discussion.comments + query, discussion)) as {
      id: number;
      body?: string;
    }[];
    const own = comments.find(({ body }) => body?.startsWith(beginning));
    if (own || comments.length < PER_PAGE) return own?.id;
  }
  return undefined;
}

/**
 * Writes the summary of a report as a comment on the job's pull or merge request, in place of the
 * one that an earlier run wrote.
 *
 * @param name keeps comments of several servers apart
 * @throws UsageError if the file is no report, or the comment cannot be written
 */
export async function comment(
  file: string,
  name: string,
  environment: Environment,
): Promise<string> {
  const summary = renderSummary(readReport(file), MAX_COMMENT_BYTES);
  const discussion = discussionOf(environment);
  if (!discussion) return 'This job belongs to no pull or merge request: no comment is written.';
  const mark = `<!-- sync-users-conformance: ${name.replace(/[^\w. -]/g, '-')} -->`;
  const body = `${mark}\n${summary}`;
  const id = await findComment(discussion, mark);
  if (id === undefined) await request('POST', discussion.comments, discussion, body);
  else await request(discussion.update, discussion.comment(id), discussion, body);
  return id === undefined ? 'A comment is written.' : 'The comment is updated.';
}
