import { fieldValue } from '../http/body';
import { failed, failedWithCode, passed, untested, type Judgement } from './result';
import type { HttpResult } from '../http/client';
import { isObject, type Json } from '../http/json';
import type { RequirementId } from '../contract/requirements';

/** What a judge of exchanges says: a judgement for each requirement that it could evaluate. */
export type Judgements = [RequirementId, Judgement][];

/** Marks of a stack trace, of SQL and of a file's path, as frameworks print them. */
const LEAKS: readonly (readonly [what: string, mark: RegExp])[] = [
  [
    'a stack trace',
    /\n\s+at \S+ ?\(|\bat [\w$.<>]+\([\w$]+\.(java|kt|cs|scala):\d+\)|Traceback \(most recent call last\)|^#\d+ .+\(\d+\): |goroutine \d+ \[|\.(rb|php|py|go|js|ts):\d+:in |\blib\/[\w/]+\.exs?:\d+: |\bpanicked at \S+\.rs:\d+|"(trace|stack|stack_?trace|backtrace)"\s*:\s*(\[\s*("|\{[^}]*"(file|line|function)")|"[^"]*(\\n|\bat )[^"]*")/im,
  ],
  [
    'SQL',
    /\bSQLSTATE\b|\bORA-\d{5}\b|\bSELECT\b.+\bFROM\b|\bINSERT INTO\b|\bUPDATE\b.+\bSET\b|\bDELETE FROM\b|\bselect (\*|[`"\w.]+(, ?[`"\w.]+)*) from [`"\w]+( where|$)|\binsert into [`"\w]+ \(|syntax error at or near|error in your SQL syntax|violates (foreign key|unique|not-null|check) constraint|\b(FOREIGN KEY|UNIQUE|NOT NULL) constraint failed|a foreign key constraint fails|\bDuplicate entry '.*' for key\b|\bconflicted with the [A-Z ]+ constraint\b|\bE11000 duplicate key error\b/m,
  ],
  [
    "a file's path",
    /(^|[\s"'(=:])(\/(var|home|usr|srv|opt|app|etc|root|Users|tmp)(\/[\w.@-]+)*\/[\w-]+\.(php|py|rb|go|java|kt|ts|js|mjs|cjs|cs|ex|rs|jar|blade\.php|conf|env|ya?ml)\b|\/etc\/passwd|[A-Za-z]:\\{1,2}[\w.-]+\\[\w.\\-])/m,
  ],
];

/** So much of an error is searched, in pieces, as a mark may take the square of a text's length. */
const MAX_SEARCHED = 2 ** 18;
const PIECE = 2 ** 13;
const OVERLAP = 2 ** 9;

/** Fields that have URLs in them, of which a path is a part. */
const OF_URLS = ['location', 'content-location', 'link', 'set-cookie'];

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** All texts in a JSON value, as they read: a quote or a line's end in one is escaped in the body. */
function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** What an answer says of its own accord: of a success, nothing in `data`, where any text may be. */
function saidIn({ headers, body }: HttpResult, status: number): string {
  const value = body?.json?.value ?? null;
  const fields = headers
    .filter(([name]) => !OF_URLS.includes(name.toLowerCase()))
    .map(([, text]) => decoded(text));
  if (status >= 400) return [body?.text ?? '', ...textsIn(value), ...fields].join('\n');
  const { data, ...beside } = isObject(value) ? value : {};
  return [...(data === undefined ? [] : textsIn(beside)), ...fields].join('\n');
}

function leakIn(text: string): string | undefined {
  for (let at = 0; at < Math.min(text.length, MAX_SEARCHED); at += PIECE - OVERLAP) {
    // A piece begins in the midst of a line.
    const piece = (at === 0 ? '' : '…') + text.slice(at, at + PIECE);
    const leak = LEAKS.find(([, mark]) => mark.test(piece));
    if (leak) return leak[0];
  }
  return undefined;
}

/** What any exchange is held to, whatever was asked. */
export function judgeExchange(answer: HttpResult): Judgements {
  const { status, failure, body } = answer;
  if (failure?.kind === 'unreachable' || failure?.kind === 'reset-while-sending') {
    return [['http.completes', untested(failure.message)]];
  }
  // What is beyond the suite's own bounds was cut off by the suite, and by nobody else.
  const ended =
    failure?.kind === 'too-large'
      ? untested(failure.message)
      : failure
        ? failed(failure.message)
        : passed;
  const judgements: Judgements = [['http.completes', ended]];
  if (status === undefined) return judgements;
  judgements.push(
    ['http.no-5xx', status >= 500 ? failed(`answered ${String(status)}`) : passed],
    [
      'http.no-redirect',
      status >= 300 && status < 400 && status !== 304
        ? failedWithCode(
            `answered ${String(status)}`,
            `answered ${String(status)}, to ${fieldValue(answer.headers, 'location') ?? 'nowhere'}`,
          )
        : passed,
    ],
  );
  if (!failure && body) {
    judgements.push([
      'http.encoding',
      body.encodingProblem === undefined ? passed : failed(body.encodingProblem),
    ]);
    judgements.push(...judgeContent(answer, status));
  }
  return judgements;
}

/** Judged where a body came, so that an empty one is not taken for a good one. */
function judgeContent(answer: HttpResult, status: number): Judgements {
  const { headers, body } = answer;
  const judgements: Judgements = [];
  const leak = leakIn(saidIn(answer, status));
  if (leak !== undefined) {
    judgements.push(['http.no-leak', failed(`its ${String(status)} shows ${leak}`)]);
  }
  if (!body || body.bytes === 0) {
    if (status >= 400) judgements.push(['http.error-json', passed]);
    return judgements;
  }
  if (status >= 400) {
    const type = (fieldValue(headers, 'content-type') ?? '').toLowerCase();
    const says = /^application\/([\w.-]+\+)?json\s*(;|$)/.test(type);
    judgements.push([
      'http.error-json',
      body.json && says
        ? passed
        : failed(
            body.json
              ? `its ${String(status)} is JSON, and its Content-Type is ${type || 'missing'}`
              : `its ${String(status)} is not JSON (Content-Type ${type || 'missing'})`,
          ),
    ]);
    if (leak === undefined) judgements.push(['http.no-leak', passed]);
  }
  return judgements;
}
