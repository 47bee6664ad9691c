import type { Check, Judgement, Observation } from './check';
import type { Answer } from './client';
import type { Exchange } from './exchange';
import { judgeExchange, type Judgements } from './judges/http';
import { judgeStable, judgeSuccess, type UserMemory } from './judges/response';
import { asSync } from './judges/sync';
import { requirement, type RequirementId } from './requirements';

/** What one scenario saw, and what was said of it: exchanges, checks, observations. */
export class Evidence {
  readonly exchanges: Exchange[] = [];
  readonly checks: Check[] = [];
  readonly observations: Observation[] = [];
  /** The names of all properties that users had. */
  readonly properties = new Set<string>();

  constructor(private readonly memory: UserMemory) {}

  /** Takes an answer in, and judges it by what holds for every exchange and for every 200. */
  keep(answer: Answer): Answer {
    if (answer.failure?.kind === 'given-up') return answer;
    this.exchanges.push(answer.exchange);
    const judgements: Judgements = judgeExchange(answer);
    if (answer.status === 200 && answer.exchange.request.method === 'POST') {
      judgements.push(...judgeSuccess(answer));
      this.compareUsers(answer);
    }
    for (const [id, judgement] of judgements) this.record(id, judgement, [answer]);
    return answer;
  }

  record(id: RequirementId, judgement: Judgement, answers: readonly Answer[]): void {
    const exchanges = answers.map(({ exchange }) => exchange.id);
    this.checks.push({ requirement: id, exchanges, ...judgement });
  }

  observe(id: string, value: string, answers: readonly Answer[]): void {
    this.observations.push({ id, value, exchanges: answers.map(({ exchange }) => exchange.id) });
  }

  /** The failed checks of MUST requirements, as a person reads them. */
  get failures(): string[] {
    const failures = this.checks.filter(
      ({ requirement: id, outcome, setUp }) =>
        outcome === 'failed' && setUp !== true && requirement(id).level === 'MUST',
    );
    return [...new Set(failures.map(({ requirement: id, message }) => `${id}: ${message ?? ''}`))];
  }

  private compareUsers(answer: Answer): void {
    const { users } = asSync(answer, '', []);
    if (!users || users.length === 0 || answer.body?.jsonProblem !== undefined) return;
    for (const { record } of users) {
      for (const name of Object.keys(record)) this.properties.add(name);
    }
    const [judgement, exchanges] = judgeStable(users, this.memory, answer.exchange.id);
    this.checks.push({ requirement: 'user.stable', exchanges, ...judgement });
  }
}
