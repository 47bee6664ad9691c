import { judgeExchange } from '../checks/http';
import { isAccepted, isOfAnother, judgeStatus } from '../checks/listing';
import { judgeStable, judgeSuccess, type UserMemory } from '../checks/response';
import { untested } from '../checks/result';
import type { Check, Judgement, Observation, ScenarioEvidence } from '../checks/result';
import { contractProperties, hasValue } from '../checks/observations';
import { isWaived } from '../checks/waivers';
import type { RunSettings } from '../config/config';
import { requestKey, requirementOf } from '../contract/requirements';
import type { RequestKind, RequirementId } from '../contract/requirements';
import type { HttpResult } from '../http/client';
import { listedUsers } from '../http/body';
import { redactAndTruncate, type Exchange } from '../http/exchange';
import { READ_BACK_COMMAND } from '../http/read-command';
import type { Redact } from '../http/redact';
import { abridge } from './abridge';
import type { ScenarioSteps } from './steps';

/** Bounds on text from the target, in characters and in items. */
const MAX_MESSAGE = 2_000;
const MAX_IDS = 2_000;
const MAX_DEFECTS = 100;
const MAX_PROPERTIES = 200;
const MAX_NAME = 100;

/** Number of exchanges of one scenario that no check reads. */
const MAX_UNJUDGED = 200;

/** Names that are kept beyond the bound: the report lists those that no user has. */
const IN_CONTRACT: ReadonlySet<string> = new Set(contractProperties());

/** Returns whether a response is judged as that to a sync. */
function isOfSync(answer: HttpResult): boolean {
  const { method } = answer.exchange.request;
  if (method !== 'POST' || !(answer.status === 200 || isAccepted(answer))) return false;
  return !isOfAnother(answer);
}

/** The exchanges, checks and observations of one scenario. */
export class Evidence {
  readonly exchanges: Exchange[] = [];
  readonly checks: Check[] = [];
  /** The checks that the scenario names, without those of every exchange. */
  readonly named: Check[] = [];
  readonly observations: Observation[] = [];
  /** The names of all properties of users. */
  readonly properties = new Set<string>();
  /** The names of those that had a value in some user. */
  readonly valued = new Set<string>();

  constructor(
    private readonly memory: UserMemory,
    private readonly redact: Redact,
    private readonly steps?: ScenarioSteps,
  ) {}

  /**
   * Keeps an exchange, and checks it by what holds for every exchange and for every 200.
   *
   * @param fault why the exchange is no evidence: the network may have failed
   */
  keep(answer: HttpResult, fault?: string): HttpResult {
    if (answer.failure?.kind === 'not-sent') return answer;
    this.exchanges.push(answer.exchange);
    this.steps?.showExchange(answer);
    if (fault !== undefined) {
      this.add(this.toCheck('http.completes', untested(fault), [answer]));
      return answer;
    }
    // No response of the target.
    if (answer.exchange.request.method === READ_BACK_COMMAND) return answer;
    const judgements = judgeExchange(answer);
    if (isOfSync(answer)) {
      judgements.push(...judgeSuccess(answer));
      if (answer.status !== 200) judgements.push(['response.status', judgeStatus(answer)]);
      this.compareUsers(answer);
    }
    for (const [id, judgement] of judgements) {
      this.add(this.toCheck(id, judgement, [answer]));
    }
    if (answer.body) abridge(answer.body);
    return answer;
  }

  private add(check: Check): void {
    this.checks.push(check);
    this.steps?.showCheck(check);
  }

  record(id: RequirementId, judgement: Judgement, answers: readonly HttpResult[]): Check {
    const check = this.toCheck(id, judgement, answers);
    this.add(check);
    return check;
  }

  /** Records a check that the scenario is about. */
  recordNamed(id: RequirementId, judgement: Judgement, answers: readonly HttpResult[]): void {
    this.named.push(this.record(id, judgement, answers));
  }

  /**
   * Returns a judgement as a check whose texts are truncated and redacted.
   *
   * @throws Error if a code is none of the requirement
   */
  toCheck(id: RequirementId, judgement: Judgement, answers: readonly HttpResult[]): Check {
    const exchanges = answers.map(({ exchange }) => exchange.id);
    const check = { requirement: id, exchanges, outcome: judgement.outcome };
    if (judgement.outcome === 'passed') return check;
    const message = this.sanitize(judgement.message);
    if (judgement.outcome === 'untested') {
      return { ...check, message, ...(judgement.unseen && { unseen: true }) };
    }
    const { difference, defects } = judgement;
    const requirement = requirementOf(id);
    const undeclared = defects.find(({ code }) => requirement.codes[code] === undefined);
    if (undeclared) throw new Error(`${undeclared.code} is not a code of ${id}`);
    const request = requestKey(requirement, tellingKind(answers));
    return {
      ...check,
      ...(request && { request }),
      ...(answers.some(({ notRepeated }) => notRepeated !== undefined) && { notRepeated: true }),
      message,
      ...(difference && {
        difference: {
          expected: difference.expected.slice(0, MAX_IDS),
          actual: difference.actual.slice(0, MAX_IDS),
        },
      }),
      defects: defects.slice(0, MAX_DEFECTS).map((defect) => ({
        ...defect,
        message: this.sanitize(defect.message),
        // Truncation may cut an escape of a pointer (RFC 6901) in two.
        pointers: defect.pointers.map((pointer) =>
          this.sanitize(pointer).replace(/~(?![01])/g, ''),
        ),
      })),
    };
  }

  private sanitize(text: string): string {
    return redactAndTruncate(text, this.redact, MAX_MESSAGE);
  }

  observe(id: string, value: string, answers: readonly HttpResult[]): void {
    this.observations.push({
      id,
      value: this.sanitize(value),
      exchanges: answers.map(({ exchange }) => exchange.id),
    });
  }

  /** Returns those of some exchanges that were not kept, such as throttled ones. */
  unjudged(sent: readonly Exchange[]): Pick<ScenarioEvidence, 'unjudged'> {
    const kept = new Set(this.exchanges.map(({ id }) => id));
    const unjudged = sent.filter(({ id }) => !kept.has(id)).slice(0, MAX_UNJUDGED);
    return unjudged.length > 0 ? { unjudged } : {};
  }

  /** Returns the failed checks of MUST requirements that are not waived, as messages. */
  failures(run: RunSettings, checks: readonly Check[] = this.checks): string[] {
    const failures = checks.filter(failsIn(run));
    return [...new Set(failures.map(({ requirement: id, message }) => `${id}: ${message ?? ''}`))];
  }

  private compareUsers(answer: HttpResult): void {
    const { failure, body } = answer;
    const users = failure || !body || body.jsonProblems ? [] : listedUsers(body.json?.value);
    if (!users || users.length === 0) return;
    // Most users of a response have the same property names.
    const names = new Set<string>();
    for (const { record } of users) for (const name in record) names.add(name);
    for (const name of names) {
      if (this.valued.has(name)) continue;
      if (this.properties.size >= MAX_PROPERTIES && !IN_CONTRACT.has(name)) continue;
      const known = redactAndTruncate(name, this.redact, MAX_NAME);
      this.properties.add(known);
      if (users.some(({ record }) => hasValue(record[name]))) this.valued.add(known);
    }
    const [judgement, exchanges] = judgeStable(users, this.memory, answer.exchange.id);
    this.add({ ...this.toCheck('user.stable', judgement, [answer]), exchanges });
  }
}

/** Returns whether a check fails its scenario: it is of a MUST requirement, and is not waived. */
export function failsIn({ catalogue, baseline }: RunSettings): (check: Check) => boolean {
  const musts = new Set(
    catalogue.requirements.filter(({ level }) => level === 'MUST').map(({ id }) => id),
  );
  return (check) =>
    check.outcome === 'failed' &&
    check.setUp !== true &&
    musts.has(check.requirement) &&
    !isWaived(check, baseline);
}

/** Requests that show what another one did. */
const PLAIN: readonly (RequestKind | undefined)[] = [undefined, 'sync', 'read-back'];

/** Returns the kind of the request that a check is about: the last that is not a plain one. */
function tellingKind(answers: readonly HttpResult[]): RequestKind {
  const kinds = answers.map(({ exchange }) => exchange.request.kind);
  return kinds.findLast((kind) => !PLAIN.includes(kind)) ?? 'sync';
}
