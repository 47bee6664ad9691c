import { toSync } from '../checks/listing';
import type { HttpResult } from '../http/client';
import type { Exchange } from '../http/exchange';
import { toPrintable } from '../http/printed';

const MAX_TITLE = 200;
const MAX_IDS = 8;

/** Returns the users of a plain sync, or the kind of any other request. */
function describeRequest({ request: { kind, body } }: Exchange): string {
  const [, list] = /^\{"user_ids":\[([\d,]*)\]\}$/.exec(body ?? '') ?? [];
  if (kind !== undefined && kind !== 'sync') return `(${kind})`;
  if (list === undefined) return '';
  const ids = list.split(',').filter((id) => id !== '');
  const more = ids.length > MAX_IDS ? [`… ${String(ids.length)} ids`] : [];
  return `[${[...ids.slice(0, MAX_IDS), ...more].join(', ')}]`;
}

/** Returns the title of a request: `POST /customers/7/users [104] -> 200, 4 users`. */
export function describeExchange(answer: HttpResult): string {
  const { exchange, status, failure } = answer;
  const { method, target } = exchange.request;
  const { users } = toSync(answer, '', []);
  const count = users && `${String(users.length)} user${users.length === 1 ? '' : 's'}`;
  const result = [status, failure?.kind, count].filter((part) => part !== undefined).join(', ');
  const sent = [method, target, describeRequest(exchange)].filter((part) => part !== '').join(' ');
  return toTitle(`${sent} -> ${result}`);
}

/** Returns a text as a title or a line: printable, and not too long. */
export const toTitle = (text: string) => {
  const printable = toPrintable(text);
  return printable.length > MAX_TITLE ? `${printable.slice(0, MAX_TITLE)}…` : printable;
};
