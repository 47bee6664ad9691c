import { onRefusal, withoutHeader } from '../alterations';
import type { Alteration, Answer, Ask } from '../parts';

/** Changes the answer to who has no valid credentials. */
export function on401(change: (answer: Answer, ask: Ask) => Answer): Alteration {
  return onRefusal((answer, { status }, ask) => (status === 401 ? change(answer, ask) : answer));
}

export const withoutChallenge = (answer: Answer): Answer =>
  withoutHeader(answer, 'www-authenticate');
