import { expect, test } from '@playwright/test';
import { judgeExchange } from '../../../helpers/judges/http';
import { JSON_TYPE, answer, failing, outcomeOf, type Said } from './answers';

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
    ['a 301', { status: 301, headers: [['Location', 'https://x/']], body: '' }, 'http.no-redirect'],
    ['a 308 to nowhere', { status: 308, headers: [], body: '' }, 'http.no-redirect'],
    ['a JSON 500', { status: 500, body: ERROR }, 'http.no-5xx'],
    ['a 503', { status: 503, headers: [], body: '' }, 'http.no-5xx'],
    ['an HTML 500', { status: 500, headers: HTML, body: '<p>' }, 'http.no-5xx', 'http.error-json'],
    ['an HTML 404', { status: 404, headers: HTML, body: '<h1>Not Found' }, 'http.error-json'],
    ['JSON said to be HTML', { status: 404, headers: HTML, body: ERROR }, 'http.error-json'],
    ['JSON of no type', { status: 404, headers: [], body: ERROR }, 'http.error-json'],
    ['HTML said to be JSON', { status: 404, body: '<h1>Not Found' }, 'http.error-json'],
    ['JSON cut short', { status: 404, body: '{"error"' }, 'http.error-json'],
    [
      'a type like JSON',
      { status: 404, headers: withType('application/jsonp'), body: ERROR },
      'http.error-json',
    ],
    [
      'plain said to be gzip',
      { status: 200, headers: [...JSON_TYPE, ['Content-Encoding', 'gzip']] },
      'http.encoding',
    ],
    ['a 200 cut off', { status: 200, body: '{', failure: 'cut' }, 'http.completes'],
    ['one that took too long', { failure: 'timeout' }, 'http.completes'],
    ['what is no HTTP', { failure: 'not-http' }, 'http.completes'],
    ['one too large', { status: 200, failure: 'too-large' }, 'http.completes'],
  ] satisfies [string, Said, ...string[]][]) {
    test(`${what} fails ${fails.length === 0 ? 'nothing' : fails.join(' and ')}`, () => {
      expect(failing(judgeExchange(answer(said)))).toEqual(fails);
    });
  }

  test('is held to all that it can be held to', () => {
    const judged = (said: Said) => judgeExchange(answer(said)).map(([id]) => id);
    const always = ['http.completes', 'http.no-5xx', 'http.no-redirect', 'http.encoding'];
    expect(judged({ status: 200 })).toEqual(always);
    expect(judged({ status: 404, body: ERROR })).toEqual([
      ...always,
      'http.error-json',
      'http.no-leak',
    ]);
    expect(judged({ failure: 'timeout' })).toEqual(['http.completes']);
  });

  test('says nothing of a server that is not there', () => {
    const judgements = judgeExchange(answer({ failure: 'unreachable' }));
    expect(outcomeOf(judgements, 'http.completes')).toBe('untested');
    expect(judgements).toHaveLength(1);
  });

  test('of an empty answer says nothing about leaks', () => {
    const judgements = judgeExchange(answer({ status: 404, headers: [], body: '' }));
    expect(outcomeOf(judgements, 'http.no-leak')).toBe('nothing');
    expect(outcomeOf(judgements, 'http.error-json')).toBe('passed');
  });
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
  ] as const) {
    test(`a stack trace of ${what}`, () => {
      expect(leaksAsIs(text)).toBe('failed');
    });
  }

  for (const text of [
    'SQLSTATE[23000]: Integrity constraint violation',
    'ORA-00942: table or view does not exist',
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
    'user_ids.0 must be an integer',
    'Trace id 4bf92f3577b34da6a3ce929d0e0e4736',
  ]) {
    test(`nothing by "${text}"`, () => {
      expect(leaks(text)).toBe('passed');
    });
  }

  test('nothing by an id to trace it', () => {
    expect(leaksAsIs('{"error":"no","trace":"4bf92f35a3ce929d","stack":null}')).toBe('passed');
    expect(leaksAsIs('{"error":"no","trace_id":"4bf92f35","stack":null}')).toBe('passed');
  });
});
