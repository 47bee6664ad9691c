import { combine, onError, onText, property } from '../../../../helpers/reference/patches';
import { withHeaders, withText } from '../../../../helpers/reference/responses';
import { attachInstead } from '../../../../helpers/reference/sync-patches';
import { union } from '../../../../helpers/reference/user-sets';
import type { HostileServers } from './hostile-server';
import { serveBytes, serveReference } from './start';

/** Text that acts on a terminal, in a log, on a page or in an object. */
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

/** Names that every object has, with values that are harmful there. */
const PROTOTYPE =
  '"__proto__":{"data":[],"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1,"hasOwnProperty":null';

const HARMLESS = { passed: ['attach.one', 'attach.many'], restored: 'yes' } as const;

/** Servers whose text acts where it is shown. The tests search all that a run writes for it. */
export const injection = {
  'names-that-act': {
    cause: 'People may call themselves what they like.',
    serve: serveReference(property('name', (_name, { id }) => acting(id))),
    scenarios: 'Attach',
    ...HARMLESS,
  },
  'names-that-act-in-findings': {
    cause: 'A record with a wrong type is shown as evidence.',
    serve: serveReference(
      combine(
        property('name', (_name, { id }) => [acting(id)]),
        property('roles', (_roles, { id }) => acting(id)),
        attachInstead((listed, before) => union(before, listed)),
      ),
    ),
    scenarios: 'users left out of the list',
    failed: ['user.name', 'user.roles', 'detach.unlisted'],
    output: 'must be string, got',
  },
  'errors-that-act': {
    cause: 'An error page repeats what it was asked, and more.',
    serve: serveReference(
      onError((response) => withText(response, ACTING.join('\n'), 'text/html; charset=utf-8')),
    ),
    scenarios: 'is rejected|are rejected',
    output: 'is not JSON',
    restored: 'yes',
  },
  'headers-that-act': {
    cause: 'The permitted characters of a header act as well.',
    serve: serveReference(
      onError((response) =>
        withHeaders(response, {
          'content-type': 'text/html; x="::error::<b>##[group]"',
          'x-ratelimit-`**b**|': '1',
        }),
      ),
    ),
    scenarios: 'is rejected|are rejected',
    restored: 'yes',
  },
  'escapes-in-a-header': {
    cause: 'Control characters where HTTP allows none.',
    serve: serveBytes('HTTP/1.1 200 OK\r\nX-Title: \u001b[2J\u0000\r\nContent-Length: 2\r\n\r\n{}'),
    output: 'sends malformed HTTP',
  },
  'prototype-keys': {
    cause: 'Names that every object of JavaScript has.',
    serve: serveReference(
      onText((text) =>
        text.replaceAll('"id":', `${PROTOTYPE},"id":`).replace('{', `{${PROTOTYPE},`),
      ),
    ),
    scenarios: 'Attach',
    ...HARMLESS,
  },
  'keys-that-act': {
    cause: 'Properties beyond the contract are reported by their names.',
    serve: serveReference(
      onText((text) =>
        text.replaceAll(
          '"id":',
          `${ACTING.map((key) => `${JSON.stringify(key)}:1`).join(',')},"id":`,
        ),
      ),
    ),
    scenarios: 'Attach',
    ...HARMLESS,
    output: 'properties-beyond-the-contract',
  },
} satisfies HostileServers;
