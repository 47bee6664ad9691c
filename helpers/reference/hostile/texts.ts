import { all, onRefusal, onText, property, withHeaders, withText } from '../alterations';
import type { Alteration } from '../parts';
import type { Hostile } from './hostile';
import { reference, saying } from './serving';

/** What acts on a terminal, in a log, on a page or in an object, if nobody is careful. */
const ACTING = [
  '\u001b[2J\u001b[31mred\u001b]0;title\u0007\u009b1m',
  '\n::set-output name=verdict::conformant\n##[error]gone\n##vso[task.complete]done',
  '| a | ![x](https://example.com/x.png) [y](javascript:alert(1)) `',
  '<script>alert(1)</script><img src=x onerror=alert(1)>"\'</pre>--></td>',
  ']]><x/>\u0001\u0008\ufffe\uffff&bad;',
  '\ud800 and \udc00 alone',
  'NUL \u0000, and \u202etxt.exe\u202c \u2066\u2069\u200b',
  '\r\noverwritten\rover',
];

const acting = (id: unknown) => ACTING[Number(id) % ACTING.length] ?? '';

/** Names that every object has already, with values that would be harmful there. */
const PROTOTYPE =
  '"__proto__":{"data":[],"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1,"hasOwnProperty":null';

const neverDetaches: Alteration = ({ sync, store }) => ({
  sync: (customer, users) => sync(customer, [...new Set([...store.get(customer), ...users])]),
});

const harmless = {
  verdict: 'inconclusive',
  passed: ['attach.one', 'attach.many'],
  says: '',
  restored: 'yes',
} as const;

/** Texts that act where they are shown. The tests look at all that a run writes for them. */
export const texts: readonly Hostile[] = [
  {
    name: 'names-that-act',
    story: 'People may call themselves what they like.',
    serve: reference(property('name', (_name, { id }) => acting(id))),
    scenarios: 'Attach',
    outcome: harmless,
  },
  {
    name: 'names-that-act-in-findings',
    story: 'The same, where they are shown as evidence.',
    serve: reference(
      all(
        property('name', (_name, { id }) => [acting(id)]),
        property('roles', (_roles, { id }) => acting(id)),
        neverDetaches,
      ),
    ),
    scenarios: 'users left out of the list',
    outcome: {
      verdict: 'nonconformant',
      failed: ['user.name', 'user.roles', 'detach.unlisted', 'empty.detaches-all'],
      says: 'must be string, and is',
      restored: 'said',
    },
  },
  {
    name: 'errors-that-act',
    story: 'An error page repeats what it was asked, and more.',
    serve: reference(
      onRefusal((answer) => withText(answer, ACTING.join('\n'), 'text/html; charset=utf-8')),
    ),
    scenarios: 'is refused|are refused',
    outcome: { verdict: 'inconclusive', says: 'is not JSON', restored: 'yes' },
  },
  {
    name: 'headers-that-act',
    story: 'What may stand in a header acts as well.',
    serve: reference(
      onRefusal((answer) =>
        withHeaders(answer, {
          'content-type': 'text/html; x="::error::<b>##[group]"',
          'x-ratelimit-<b>': '1',
        }),
      ),
    ),
    scenarios: 'is refused|are refused',
    outcome: { verdict: 'inconclusive', says: '', restored: 'yes' },
  },
  {
    name: 'escapes-in-a-header',
    story: 'Control characters where HTTP allows none.',
    serve: saying('HTTP/1.1 200 OK\r\nX-Title: \u001b[2J\u0000\r\nContent-Length: 2\r\n\r\n{}'),
    outcome: { verdict: 'inconclusive', says: 'does not speak HTTP', restored: 'said' },
  },
  {
    name: 'prototype-keys',
    story: 'Names that every object of JavaScript has.',
    serve: reference(
      onText((text) =>
        text.replaceAll('"id":', `${PROTOTYPE},"id":`).replace('{', `{${PROTOTYPE},`),
      ),
    ),
    scenarios: 'Attach',
    outcome: harmless,
  },
  {
    name: 'keys-that-act',
    story: 'Properties beyond the contract are told by their names.',
    serve: reference(
      onText((text) =>
        text.replaceAll(
          '"id":',
          `${ACTING.map((key) => `${JSON.stringify(key)}:1`).join(',')},"id":`,
        ),
      ),
    ),
    scenarios: 'Attach',
    outcome: { ...harmless, says: 'properties-beyond-the-contract' },
  },
];
