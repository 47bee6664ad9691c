import { execFileSync } from 'node:child_process';
import { listedUsers, type ListedUser } from '../../../helpers/http/body';
import type { Target } from '../../../helpers/config/config';
import { isDateTime } from '../../../helpers/contract/contract';
import type { Exchange, HeaderField } from '../../../helpers/http/exchange';
import { judgeSameRecords, judgeStable, type UserMemory } from '../../../helpers/checks/response';
import { sameSet } from '../../../helpers/checks/user-set';
import type { Finding, Report } from '../../../helpers/report/report';
import { runLines, type Seen } from './run-curl';

/** Exit codes of curl for an exchange that fails; see EXIT CODES in its manual. */
const EXIT_CODES: Readonly<Record<NonNullable<Exchange['failure']>['kind'], readonly number[]>> = {
  timeout: [28],
  incomplete: [18, 52, 56],
  'reset-while-sending': [52, 55, 56],
  'not-http': [1, 8, 52, 56],
  'too-large': [],
  unreachable: [7],
  'not-sent': [],
};

/** The fields that requirements judge. */
const JUDGED = ['content-type', 'content-encoding', 'www-authenticate', 'allow', 'location'];

const judged = (headers: readonly HeaderField[]) =>
  headers
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    .filter((line) => JUDGED.some((name) => line.startsWith(`${name}:`)))
    .sort()
    .join('\n');

/** Replaces times, which differ in every response: only their notation is compared. */
const withoutTimes = (body: string) =>
  body.replace(
    /("updated_at":\s*)("([^"]*)"|[\d.]+)/g,
    (_all, name: string, value: string, text?: string) =>
      text !== undefined && isDateTime(text) ? `${name}time` : name + value.replace(/\d/g, '0'),
  );

/** Returns whether curl saw the end, status, fields and body of the evidence. */
function alike({ response, failure }: Exchange, seen: Seen): boolean {
  const codes = failure ? EXIT_CODES[failure.kind] : [0];
  if (!codes.includes(seen.exitCode) || response?.status !== seen.response?.status) return false;
  if (failure || !response || !seen.response) return true;
  return (
    judged(response.headers) === judged(seen.response.headers) &&
    withoutTimes(response.body) === withoutTimes(seen.response.body)
  );
}

function usersOf({ response }: Seen): readonly ListedUser[] | undefined {
  return response && listedUsers(response.json?.value);
}

/** Returns the users that the last response should have listed, if the finding is about them. */
function expectedOf(id: string, { difference, exchanges }: Finding): string[] | undefined {
  const last = exchanges.at(-1);
  if (last?.response?.status !== 200) return undefined;
  const { attached, missing } = difference ?? {};
  const named = [...(attached?.ids ?? []), ...(missing?.ids ?? [])];
  // A long difference is truncated, and a random sequence reports its result in words.
  const cut = named.length < (attached?.count ?? 0) + (missing?.count ?? 0);
  const { body = '', bodyScript } = last.request;
  const sent =
    bodyScript === undefined ? body : execFileSync('bash', ['-c', bodyScript]).toString();
  const asked = sent.match(/\d+/g) ?? [];
  return cut || id === 'sequence.model' ? asked : difference && named;
}

/** Returns whether the response contains the token that was sent, or its placeholder. */
function repeats({ request }: Exchange, { response }: Seen): boolean {
  const sent = request.headers.find(([name]) => name === 'Authorization')?.[1] ?? '';
  const token = sent.replace(/^\S+ /, '');
  const texts = [...(response?.headers.map(([, value]) => value) ?? []), response?.body ?? ''];
  // A token that was never issued is no secret. An altered one is part of the token, which may be
  // anywhere in the request.
  const isPublic = token !== '' && !sent.includes('$');
  return texts.some((text) =>
    isPublic ? text.includes(token) : /\[(part of )?[A-Z]+_TOKEN\]/.test(text),
  );
}

/** Returns whether each field of the evidence is there: a leak may be in one of them. */
function hasFieldsOf({ response: before }: Exchange, { response: now }: Seen): boolean {
  const names = new Set(now?.headers.map(([name]) => name.toLowerCase()));
  return (before?.headers ?? []).every(([name]) => names.has(name.toLowerCase()));
}

/** Returns whether the output of the lines of a finding shows its defect. */
export function isSeen(id: string, finding: Finding, seen: readonly Seen[]): boolean {
  const [exchange, last] = [finding.exchanges.at(-1), seen.at(-1)];
  if (!exchange || !last) return false;
  if (id === 'user.stable') {
    const memory: UserMemory = new Map();
    return seen.some(
      (each) => judgeStable(usersOf(each) ?? [], memory, '')[0].outcome === 'failed',
    );
  }
  if (id === 'idempotent.same-records') {
    const after = usersOf(last) ?? [];
    return seen.some(
      (before) => judgeSameRecords(usersOf(before) ?? [], after).outcome === 'failed',
    );
  }
  if (id === 'auth.no-echo') return repeats(exchange, last);
  if (id === 'http.no-leak' || id === 'auth.no-data')
    return alike(exchange, last) && hasFieldsOf(exchange, last);
  // A byte order mark is in no text: it is seen as the bytes are read.
  const { jsonProblems } = last.response ?? {};
  if (id === 'response.json' && finding.message.includes('byte order mark')) {
    return jsonProblems !== undefined;
  }
  const expected = expectedOf(id, finding);
  if (!expected) return alike(exchange, last);
  const users = last.exitCode === 0 && last.response?.status === 200 ? usersOf(last) : undefined;
  return (
    users !== undefined &&
    !sameSet(
      users.flatMap((user) => user.id ?? []),
      expected,
    )
  );
}

/** The number of findings that the console prints for a requirement. */
const MAX_FINDINGS = 3;

/**
 * Runs the curl lines of a report. Returns the ids of the requirements that it charges, and of those
 * that no lines show: the faulty server shows nothing, or the correct one shows as much.
 */
export async function reproduce(
  { requirements }: Report,
  faulty: Target,
  correct: Target,
): Promise<{ charged: string[]; unseen: string[] }> {
  const charged = requirements.filter(({ verdict }) => ['failed', 'warning'].includes(verdict));
  const unseen: string[] = [];
  for (const { id, findings } of charged) {
    let shown = false;
    for (const finding of findings.slice(0, MAX_FINDINGS)) {
      const { reproduce } = finding;
      if (shown || reproduce === undefined) continue;
      shown =
        isSeen(id, finding, await runLines(reproduce, faulty)) &&
        !isSeen(id, finding, await runLines(reproduce, correct));
    }
    if (!shown) unseen.push(id);
  }
  return { charged: charged.map(({ id }) => id), unseen };
}
