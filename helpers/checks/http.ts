import { CONTRACT_PATH } from './listing';
import { fieldValue, type Body } from '../http/body';
import { requirementOf, type CodeOf } from '../contract/requirements';
import {
  failed,
  failedWithDefects,
  passed,
  passedIf,
  untested,
  type Judgement,
  type Judgements,
} from './result';
import type { HttpResult } from '../http/client';
import { findLeak } from './leaks';

/** Returns the code of a status that has one of its own, or that of its class. */
function codeOf<Id extends 'http.no-5xx' | 'http.no-redirect'>(
  id: Id,
  status: number,
  otherwise: CodeOf<Id>,
): CodeOf<Id> {
  const own = `status-${String(status)}`;
  return own in requirementOf(id).codes ? (own as CodeOf<Id>) : otherwise;
}

/** Judges the requirements that apply to every exchange. */
export function judgeExchange(answer: HttpResult): Judgements {
  const { status, headers, failure, body, notRepeated } = answer;
  const context = notRepeated === undefined ? '' : `, ${notRepeated}`;
  if (failure?.kind === 'unreachable' || failure?.kind === 'reset-while-sending') {
    return [['http.completes', untested(failure.message)]];
  }
  // The suite itself cut off a response beyond its limits, or sent no request.
  const ended =
    failure?.kind === 'too-large' || failure?.kind === 'not-sent'
      ? untested(failure.message)
      : failure
        ? failed(failure.kind, failure.message + context)
        : passed;
  const judgements: Judgements = [['http.completes', ended]];
  if (status === undefined) return judgements;
  judgements.push([
    'http.no-5xx',
    passedIf(
      status < 500,
      codeOf('http.no-5xx', status, 'status-5xx'),
      `got ${String(status)}${context}`,
    ),
  ]);
  const { kind, target } = answer.exchange.request;
  const isOfContract = kind === 'read-back' || CONTRACT_PATH.test(target);
  if (isOfContract) {
    const isRedirect = status >= 300 && status < 400 && status !== 304;
    const message = `got ${String(status)} to ${fieldValue(headers, 'location') ?? 'nowhere'}`;
    const code = codeOf('http.no-redirect', status, 'status-3xx');
    judgements.push(['http.no-redirect', passedIf(!isRedirect, code, message)]);
  }
  if (!failure && body) {
    const { encodingProblem } = body;
    const encoding = encodingProblem ? failedWithDefects([encodingProblem]) : passed;
    judgements.push(
      ['http.encoding', encoding],
      ...judgeContent(answer, body, status, isOfContract),
    );
  }
  return judgements;
}

/** Judges what a response shows, and whether an error is JSON or empty. Another path may have a page. */
function judgeContent(
  answer: HttpResult,
  body: Body,
  status: number,
  isOfContract: boolean,
): Judgements {
  const leak = findLeak(answer, body, status);
  const isWholeError = status >= 400 && body.tooLarge === undefined;
  const judgements: Judgements = [];
  if (leak !== undefined) {
    judgements.push(['http.no-leak', failed(leak[0], `the ${String(status)} shows ${leak[1]}`)]);
  } else if (isWholeError) {
    judgements.push(['http.no-leak', passed]);
  }
  if (isWholeError && isOfContract) {
    judgements.push(['http.error-json', judgeErrorType(answer, body, status)]);
  }
  return judgements;
}

/** Judges whether an error is JSON and is declared so, or is empty. */
function judgeErrorType(
  { headers }: HttpResult,
  { text, json }: Body,
  status: number,
): Judgement<CodeOf<'http.error-json'>> {
  if (text.trim() === '') return passed;
  const type = (fieldValue(headers, 'content-type') ?? '').toLowerCase();
  const isTyped = /^(application\/([\w.-]+\+)?|text\/)json\s*(;|$)/.test(type);
  const [answered, shown] = [`the ${String(status)} is`, type || 'missing'];
  return json
    ? passedIf(isTyped, 'other-type', `${answered} JSON, but its Content-Type is ${shown}`)
    : failed('not-json', `${answered} not JSON (Content-Type ${shown})`);
}
