import { fieldValue } from '../body';
import { failed, failedAs, passed, untested, type Judgement } from '../check';
import type { Answer } from '../client';
import type { RequirementId } from '../requirements';

/** What a judge of exchanges says: a judgement for each requirement that it could evaluate. */
export type Judgements = [RequirementId, Judgement][];

/** Marks of a stack trace, of SQL and of a file's path, as frameworks print them. */
const LEAKS: readonly (readonly [what: string, mark: RegExp])[] = [
  [
    'a stack trace',
    /\n\s+at \S+ ?\(|\bat [\w$.<>]+\([\w$]+\.(java|kt|cs|scala):\d+\)|Traceback \(most recent call last\)|^#\d+ .+\(\d+\): |goroutine \d+ \[|\.(rb|php|py|go|js|ts):\d+:in |"(trace|stack|stack_?trace|backtrace)"\s*:\s*(\[\s*("|\{[^}]*"(file|line|function)")|"[^"]*(\\n|\bat )[^"]*")/im,
  ],
  [
    'SQL',
    /SQLSTATE\[|\bORA-\d{5}\b|\bSELECT\b.+\bFROM\b|\bINSERT INTO\b|\bUPDATE\b.+\bSET\b|\bDELETE FROM\b|\bselect (\*|[`"\w.]+(, ?[`"\w.]+)*) from [`"\w]+( where|$)|\binsert into [`"\w]+ \(|syntax error at or near|error in your SQL syntax|violates (foreign key|unique|not-null|check) constraint/,
  ],
  [
    "a file's path",
    /(^|[\s"'(=:])(\/(var|home|usr|srv|opt|app|etc|root|Users|tmp)(\/[\w.@-]+)*\/[\w-]+\.(php|py|rb|go|java|kt|ts|js|mjs|cjs|cs|ex|rs|jar|blade\.php|conf|env|ya?ml)\b|\/etc\/passwd|[A-Za-z]:\\{1,2}[\w.-]+\\[\w.\\-])/m,
  ],
];

/** So much of an error is searched, in pieces, as a mark may take the square of a text's length. */
const MOST_SEARCHED = 2 ** 18;
const PIECE = 2 ** 13;
const OVERLAP = 2 ** 9;

function leakIn(text: string): string | undefined {
  for (let at = 0; at < Math.min(text.length, MOST_SEARCHED); at += PIECE - OVERLAP) {
    // A piece begins in the midst of a line.
    const piece = (at === 0 ? '' : '…') + text.slice(at, at + PIECE);
    const leak = LEAKS.find(([, mark]) => mark.test(piece));
    if (leak) return leak[0];
  }
  return undefined;
}

/** What any exchange is held to, whatever was asked. */
export function judgeExchange(answer: Answer): Judgements {
  const { status, failure, body } = answer;
  if (failure?.kind === 'unreachable' || failure?.kind === 'cut-while-sending') {
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
        ? failedAs(
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
function judgeContent({ headers, body }: Answer, status: number): Judgements {
  if (!body || body.bytes === 0) return status >= 400 ? [['http.error-json', passed]] : [];
  const judgements: Judgements = [];
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
    const leak = leakIn(body.text);
    judgements.push([
      'http.no-leak',
      leak === undefined ? passed : failed(`its ${String(status)} shows ${leak}`),
    ]);
  }
  return judgements;
}
