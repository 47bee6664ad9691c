import { fieldValue } from '../body';
import { failed, passed, untested, type Judgement } from '../check';
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
    /(^|[\s"'(=:])(\/(var|home|usr|srv|opt|app|etc|root|Users|tmp)(\/[\w.@-]+)*\/[\w-]+\.(php|py|rb|go|java|kt|ts|js|mjs|cjs|cs|ex|rs|jar|blade\.php|conf|env|ya?ml)\b|\/etc\/passwd|[A-Za-z]:\\{1,2}[\w.-]+\\{1,2}[\w.\\-]+)/m,
  ],
];

/** What any exchange is held to, whatever was asked. */
export function judgeExchange(answer: Answer): Judgements {
  const { status, failure, body } = answer;
  if (failure?.kind === 'unreachable' || failure?.kind === 'cut-while-sending') {
    return [['http.completes', untested(failure.message)]];
  }
  const judgements: Judgements = [['http.completes', failure ? failed(failure.message) : passed]];
  if (status === undefined) return judgements;
  judgements.push(
    ['http.no-5xx', status >= 500 ? failed(`answered ${String(status)}`) : passed],
    [
      'http.no-redirect',
      status >= 300 && status < 400 && status !== 304
        ? failed(
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
    const leak = LEAKS.find(([, mark]) => mark.test(body.text));
    judgements.push([
      'http.no-leak',
      leak ? failed(`its ${String(status)} shows ${leak[0]}`) : passed,
    ]);
  }
  return judgements;
}
