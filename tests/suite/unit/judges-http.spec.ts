import { expect, test } from '@playwright/test';
import { judgeExchange } from '../../../helpers/checks/http';
import { JSON_TYPE, answer, failing, outcomeOf, toldOf, type Said } from '../support/responses';

const HTML = [['Content-Type', 'text/html; charset=utf-8']] as const;
const ERROR = '{"error":"no"}';
const withType = (type: string) => [['content-type', type]] as const;

test.describe('Any exchange', () => {
  for (const [what, said, ...fails] of [
    ['a good 200', { status: 200 }],
    ['a 201', { status: 201 }],
    ['a 204 of nothing', { status: 204, headers: [], body: '' }],
    ['a 304', { status: 304, headers: [], body: '' }],
    ['a JSON 404', { status: 404, body: ERROR }],
    ['a 422 of nothing', { status: 422, headers: [], body: '' }],
    [
      'a problem document',
      { status: 422, headers: withType('application/problem+json'), body: ERROR },
    ],
    [
      'JSON with a charset',
      { status: 400, headers: withType('Application/JSON;charset=UTF-8'), body: ERROR },
    ],
    ['a 300', { status: 300, headers: [], body: '' }, 'http.no-redirect'],
    ['a 301', { status: 301, headers: [['Location', 'https://x/']], body: '' }, 'http.no-redirect'],
    ['a 308 to nowhere', { status: 308, headers: [], body: '' }, 'http.no-redirect'],
    ['a JSON 500', { status: 500, body: ERROR }, 'http.no-5xx'],
    ['a 503', { status: 503, headers: [], body: '' }, 'http.no-5xx'],
    ['an HTML 500', { status: 500, headers: HTML, body: '<p>' }, 'http.no-5xx', 'http.error-json'],
    ['an HTML 400', { status: 400, headers: HTML, body: '<h1>Bad Request' }, 'http.error-json'],
    ['an HTML 404', { status: 404, headers: HTML, body: '<h1>Not Found' }, 'http.error-json'],
    ['JSON typed as HTML', { status: 404, headers: HTML, body: ERROR }, 'http.error-json'],
    ['JSON of no type', { status: 404, headers: [], body: ERROR }, 'http.error-json'],
    ['HTML typed as JSON', { status: 404, body: '<h1>Not Found' }, 'http.error-json'],
    ['JSON cut short', { status: 404, body: '{"error"' }, 'http.error-json'],
    [
      'a type like JSON',
      { status: 404, headers: withType('application/jsonp'), body: ERROR },
      'http.error-json',
    ],
    [
      'a type that ends like JSON',
      { status: 404, headers: withType('x-application/json'), body: ERROR },
      'http.error-json',
    ],
    [
      'plain text instead of gzip',
      { status: 200, headers: [...JSON_TYPE, ['Content-Encoding', 'gzip']] },
      'http.encoding',
    ],
    ['a 200 cut off', { status: 200, body: '{', failure: 'incomplete' }, 'http.completes'],
    [
      'an HTML 404 cut off',
      { status: 404, headers: HTML, failure: 'incomplete' },
      'http.completes',
    ],
    [
      'gzip cut off',
      { status: 200, headers: [...JSON_TYPE, ['Content-Encoding', 'gzip']], failure: 'incomplete' },
      'http.completes',
    ],
    ['one that took too long', { failure: 'timeout' }, 'http.completes'],
    ['what is no HTTP', { failure: 'not-http' }, 'http.completes'],
  ] satisfies [string, Said, ...string[]][]) {
    test(`${what} fails ${fails.length === 0 ? 'nothing' : fails.join(' and ')}`, () => {
      expect(failing(judgeExchange(answer(said)))).toEqual(fails);
    });
  }

  test('is checked for all requirements that apply', () => {
    const judged = (said: Said) => judgeExchange(answer(said)).map(([id]) => id);
    const always = ['http.completes', 'http.no-5xx', 'http.no-redirect', 'http.encoding'];
    expect(judged({ status: 200 })).toEqual(always);
    expect(judged({ status: 404, body: ERROR })).toEqual([
      ...always,
      'http.error-json',
      'http.no-leak',
    ]);
    expect(judged({ status: 204, headers: [], body: '' })).toEqual(always);
    expect(judged({ failure: 'timeout' })).toEqual(['http.completes']);
  });

  test('is untested if the suite cut it off as too large', () => {
    const judgements = judgeExchange(answer({ status: 200, failure: 'too-large' }));
    expect(outcomeOf(judgements, 'http.completes')).toBe('untested');
    expect(failing(judgements)).toEqual([]);
  });

  test('is untested if the server is unreachable', () => {
    for (const failure of ['unreachable', 'reset-while-sending'] as const) {
      const judgements = judgeExchange(answer({ failure }));
      expect(toldOf(judgements, 'http.completes')).toBe(`untested: it was ${failure}`);
      expect(judgements).toHaveLength(1);
    }
  });

  test('is not checked for leaks if it is empty', () => {
    for (const status of [400, 404]) {
      const judgements = judgeExchange(answer({ status, headers: [], body: '' }));
      expect(outcomeOf(judgements, 'http.no-leak')).toBe('nothing');
      expect(outcomeOf(judgements, 'http.error-json')).toBe('passed');
    }
  });

  for (const [id, said, message] of [
    ['http.completes', { failure: 'timeout' }, 'timeout: it was timeout'],
    ['http.completes', { failure: 'incomplete' }, 'incomplete: '],
    ['http.completes', { failure: 'not-http' }, 'not-http: '],
    ...['500', '501', '502', '503', '504'].map((status): [string, Said, string] => [
      'http.no-5xx',
      { status: Number(status), headers: [], body: '' },
      `status-${status}: got ${status}`,
    ]),
    ['http.no-5xx', { status: 599, headers: [], body: '' }, 'status-5xx: got 599'],
    ...['301', '302', '303', '307', '308'].map((status): [string, Said, string] => [
      'http.no-redirect',
      { status: Number(status), headers: [['Location', 'https://x/']], body: '' },
      `status-${status}: got ${status} to https://x/`,
    ]),
    ['http.no-redirect', { status: 300, headers: [], body: '' }, 'status-3xx: got 300 to nowhere'],
    ['http.error-json', { status: 404, headers: HTML, body: ERROR }, 'other-type: '],
    ['http.error-json', { status: 404, headers: [], body: ERROR }, 'other-type: '],
    ['http.error-json', { status: 400, headers: HTML, body: '<p>' }, 'not-json: '],
    ['http.no-leak', { status: 422, body: 'goroutine 1 [running]' }, 'stack-trace: '],
    ['http.no-leak', { status: 500, body: 'SQLSTATE[23000]' }, 'sql: '],
    ['http.no-leak', { status: 404, body: 'no /etc/passwd' }, 'file-path: '],
  ] satisfies [string, Said, string][]) {
    test(`with ${JSON.stringify(said)} fails ${id} by ${message}`, () => {
      expect(toldOf(judgeExchange(answer(said)), id)).toContain(`failed: ${message}`);
    });
  }
});

test.describe('An error leaks', () => {
  const leaks = (text: string) =>
    outcomeOf(
      judgeExchange(answer({ status: 422, body: JSON.stringify({ message: text }) })),
      'http.no-leak',
    );
  const leaksAsIs = (body: string) =>
    outcomeOf(judgeExchange(answer({ status: 500, body })), 'http.no-leak');

  for (const [what, text] of [
    ['Node', 'Error: no\n    at sync (/srv/app/users.js:12:5)\n    at next'],
    ['Java', 'java.lang.NullPointerException\n\tat com.example.Users.sync(Users.java:42)'],
    ['Python', 'Traceback (most recent call last):\n  File "app.py", line 3'],
    ['PHP', '#0 index.php(12): sync()\n#1 {main}'],
    ['Go', 'panic: no\n\ngoroutine 1 [running]:'],
    ['Ruby', "app/models/user.rb:12:in `sync'"],
    ['Node, of a module', 'Error: no\n    at sync (users.mjs)'],
    ['Java, of what it does not know', 'Error: no\n\tat com.example.Users.sync(Unknown Source)'],
    ['Java, in one line', 'no, at com.example.Users$Page.<init>(Users$Page.java:42), and so on'],
    ['PHP, deep down', 'no\n#10 index.php(12): sync()'],
    ['Go, of another goroutine', 'goroutine 17 [running]'],
    ['Elixir', 'lib/app_web/controllers/user_controller.ex:12: UserController.sync/2'],
    ['Elixir, of a script', '(app) lib/app.exs:1: sync'],
    ['Rust', "thread 'main' panicked at src/users.rs:41:18: called"],
    ['Rust, elsewhere', 'panicked at /app/x-y.rs:7'],
    ['a list of lines', '{"trace":["users.js, line 5"]}'],
    ['a list of calls', '{"trace":[{"class":"Users","line":42}]}'],
    ['a list of calls, well laid out', '{"stack_trace"  :  [  {"class":"Users","file":"x"}  ]}'],
    ['a text of lines', JSON.stringify({ stackTrace: 'Error: no\n  in sync' })],
    ['a text of calls', '{"backtrace":"called at sync, at main"}'],
  ] as const) {
    test(`a stack trace of ${what}`, () => {
      expect(leaksAsIs(text)).toBe('failed');
    });
  }

  for (const text of [
    'SELECT id, name FROM users',
    'UPDATE users SET name = 7',
    'no: select `id`, "users".name,age from users',
    'no: select id from users where id = 7',
    'no: insert into "users" (id)',
    '/var/www/app/index.php: no',
    'in "/etc/app/config.yaml"',
    'in (/etc/app/config.yml)',
    'in C:\\inetpub\\Users.cs',
  ]) {
    test(`as it is, ${text}`, () => {
      expect(leaksAsIs(text)).toBe('failed');
    });
  }

  for (const text of [
    'SQLSTATE[23000]: Integrity constraint violation',
    'ERROR: invalid input (SQLSTATE 22P02)',
    'FOREIGN KEY constraint failed',
    'a foreign key constraint fails (`app`.`customer_user`)',
    "Duplicate entry '7-101' for key 'customer_user.PRIMARY'",
    'select "id" from "users" where "id" = $1',
    'For input string: "abc"\n\tat java.base/java.lang.Integer.parseInt(Integer.java:652)',
    'ORA-00942: table or view does not exist',
    'INSERT conflicted with the FOREIGN KEY constraint "FK_users"',
    'UPDATE conflicted with the CHECK constraint "CK_1"',
    'E11000 duplicate key error collection: crm.customer_users',
    'You have an error in your SQL syntax; check the manual',
    'ERROR: syntax error at or near "FROM"',
    'insert violates foreign key constraint "customer_user_user_id_foreign"',
    'select * from `customers` where `id` = abc limit 1',
    'INSERT INTO customer_user (customer_id) VALUES (7)',
    'in /var/www/app/Http/Controllers/UserController.php',
    '/home/app/server/index.js not found',
    'C:\\inetpub\\wwwroot\\Users.cs',
    'open /etc/passwd: permission denied',
  ]) {
    test(text, () => {
      expect(leaks(text)).toBe('failed');
    });
  }

  for (const text of [
    'The user does not exist.',
    'Select a user from the list.',
    'Please select users where the id is known, or update the set of ids.',
    'See https://example.com/docs/errors/users.html#unknown',
    'No route for POST /third-party/v1/customers/abc/users',
    'Look at /customers/{id}/users, and try again at 12:30:00',
    'Please quote #4711 in mail (12): it helps',
    'user_ids.0 must be an integer',
    'It conflicted with the other constraint.',
    'Nobody panicked at 12:30.',
    'Trace id 4bf92f3577b34da6a3ce929d0e0e4736',
  ]) {
    test(`nothing by "${text}"`, () => {
      expect(leaks(text)).toBe('passed');
    });
  }

  const saying = (said: Said) => outcomeOf(judgeExchange(answer(said)), 'http.no-leak');
  const file = (name: string) => [...JSON_TYPE, [name, '%2Fvar%2Fwww%2Fusers.php:27']] as const;

  test('in a field of its header, a URL aside', () => {
    expect(saying({ status: 422, headers: file('X-Debug-File'), body: '' })).toBe('failed');
    expect(saying({ status: 200, headers: file('X-Debug-File') })).toBe('failed');
    expect(saying({ status: 404, headers: file('Location'), body: ERROR })).toBe('passed');
    expect(saying({ status: 404, headers: [['X-Odd', '%']], body: '' })).toBe('nothing');
  });

  test('in a field that is no percent-encoding', () => {
    const headers = [['X-Debug', 'SQLSTATE[23000] of 100%zz']] as const;
    expect(saying({ status: 422, headers, body: '' })).toBe('failed');
  });

  test('nothing by a path in a field that has URLs', () => {
    for (const name of ['Content-Location', 'Link', 'Set-Cookie']) {
      expect(saying({ status: 404, headers: file(name), body: ERROR }), name).toBe('passed');
    }
  });

  test('in a 400 as in any other', () => {
    expect(saying({ status: 400, body: 'SQLSTATE[23000]' })).toBe('failed');
  });

  test('with its backslashes doubled, as in the text of a string', () => {
    expect(leaksAsIs('in C:\\\\inetpub\\\\Users.cs')).toBe('failed');
  });

  test('anywhere in the part that is searched', () => {
    const after = (length: number) => leaksAsIs(`${'x'.repeat(length)} SQLSTATE[23000]`);
    for (const length of [7_670, 8_180, 8_400, 20_000, 250_000]) {
      expect(after(length), String(length)).toBe('failed');
    }
    expect(after(300_000)).toBe('passed');
  });

  test('nothing by a number in the midst of a line, where a search begins anew', () => {
    expect(leaksAsIs(`${'x'.repeat(7_680)}#1 a(12): b`)).toBe('passed');
  });

  test('in a success, beside data and not in it', () => {
    const sql = 'SELECT id FROM users';
    expect(saying({ status: 200, body: JSON.stringify({ data: [], queries: [sql] }) })).toBe(
      'failed',
    );
    expect(saying({ status: 200, body: JSON.stringify({ data: [{ name: sql }] }) })).toBe(
      'nothing',
    );
    // Without data, the text may belong to a user.
    expect(saying({ status: 200, body: JSON.stringify({ name: sql }) })).toBe('nothing');
  });

  test('nothing by an id to trace it', () => {
    expect(leaksAsIs('{"error":"no","trace":"4bf92f35a3ce929d","stack":null}')).toBe('passed');
    expect(leaksAsIs('{"error":"no","trace_id":"4bf92f35","stack":null}')).toBe('passed');
  });
});
