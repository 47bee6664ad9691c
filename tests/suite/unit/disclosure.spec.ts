import { expect, test } from '@playwright/test';
import { findAttachedByRejected, findDisclosedUser } from '../../../helpers/checks/disclosure';
import type { KnownUsers } from '../../../helpers/checks/records-in-json';
import { answer, type FakeResponse } from '../support/responses';

const seen = (value: string) => ({ value, seen: '1' });
const user = (name: string, email = 'null', roles?: string, permissions?: string) => ({
  name: seen(`"${name}"`),
  email: seen(email),
  ...(roles !== undefined && { roles: seen(roles) }),
  ...(permissions !== undefined && { permissions: seen(permissions) }),
});

const known: KnownUsers = {
  ids: new Set(['101', '102']),
  memory: new Map([
    ['101', user('Ann Alvarez', '900101')],
    ['105', user('Zoë Ziegler', '"zoe@example.com"')],
    ['106', user('Bo')],
    ['107', user('Ann Alvarez')],
    ['108', user('sysop')],
    ['109', user('Anna', '9001')],
    ['110', user('A. (Al) B+')],
    ['111', { name: seen('null'), email: seen('null') }],
    ['112', user('User 112', 'null', '["admin"]', '[]')],
    ['113', user('admin', 'null', '[]', '[]')],
    ['9', user('Acme Chat')],
  ]),
};

function rejection(fake: FakeResponse, sent?: string) {
  const given = answer({ status: 401, ...fake });
  if (sent !== undefined) given.exchange.request.body = sent;
  return given;
}

/** Returns a record in as many strings, each in the next. */
const dumped = (times: number): string =>
  times === 0 ? '{"id":101,"name":"Ann Alvarez"}' : JSON.stringify(dumped(times - 1));

test.describe('A rejection', () => {
  const { raw } = String;
  for (const [what, body, id] of [
    [
      'a record with escaped code points',
      raw`x \u007b\u0022id\u0022:106,\u0022name\u0022:\u0022Bo\u0022\u007d`,
      '106',
    ],
    ['an id behind an escaped line end', raw`x\n101 "Ann Alvarez"`, '101'],
    ['a name in the encoding of a URL', 'name="Zo%C3%AB Ziegler" 105', '105'],
    [
      'a record in decimal and hexadecimal entities',
      '{&#34;id&#34;:106,&#x22;name&#x22;:&#34;Bo&#34;}',
      '106',
    ],
    [
      'a record in entities of entities',
      '{&amp;quot;id&amp;quot;:106,&amp;quot;name&amp;quot;:&amp;quot;Bo&amp;quot;}',
      '106',
    ],
    ['a name between entities', '&apos;Ann Alvarez&#39; 101', '101'],
    ['a name between hexadecimal and padded entities', '&#x27;Ann Alvarez&#039; 101', '101'],
    ['a name between escaped tags', '&lt;b&gt;Ann Alvarez&lt;/b&gt; 101', '101'],
    ['a record in three strings', dumped(3), '101'],
    ['a record in four strings', dumped(4), undefined],
    ['a record behind a long text', 'x'.repeat(1_000) + dumped(0), '101'],
    ['a record beyond what is searched', 'x'.repeat(2 ** 16) + dumped(0), undefined],
    ['a record with a brace in a string', '{"a":"}","id":106,"name":"Bo"}', '106'],
    ['a record with an escaped quote in a string', raw`{"a":"\"}","id":106,"name":"Bo"}`, '106'],
    [
      'the roles and permissions of a user',
      '{"error":{"id":112,"roles":["admin"],"permissions":[]}}',
      '112',
    ],
    ['the roles of a user alone', '{"error":{"id":112,"roles":["admin"]}}', undefined],
    [
      'empty lists of a session',
      '{"session":{"id":113,"user":null,"roles":[],"permissions":[]}}',
      undefined,
    ],
    [
      'a client with the rights of a user',
      '{"client":{"id":112,"name":"Partner B","roles":["admin"],"permissions":[]}}',
      undefined,
    ],
    [
      'a contact with the id of a user',
      '{"support":{"id":101,"name":"Help desk","email":"help@example.com"}}',
      undefined,
    ],
    ['a role with the name of a user', '{"id":"113","required_role":"admin"}', undefined],
    ['a role with the name of a user, as XML', '<id>113</id><role>admin</role>', undefined],
    ['the id of a customer and a word', '<customer_id>108</customer_id><a>sysop</a>', undefined],
    ['the id of a user and a word', '<user_id>108</user_id><a>sysop</a>', '108'],
    ['a number and a word in JSON', '{"id":108,"source":"sysop"}', undefined],
    ['roles that are not those of the user', '{"error":{"id":112,"roles":["agent"]}}', undefined],
    ['roles of a user whom no response had', '{"error":{"id":102,"roles":[]}}', undefined],
    ['the email of a user beside the id', '{"error":{"id":101,"email":900101}}', '101'],
    ['an email beside the id of a user', '{"error":{"id":102,"email":null}}', undefined],
    ['a name and a short number', 'realm="Acme Chat", 1.9 proxy', undefined],
    ['a name and a short id', 'id=9, "Acme Chat"', '9'],
    ['the number of nobody, and roles', '{"error":{"id":7,"roles":[]}}', undefined],
    ['a number and no name, as memory has none', '{"error":{"id":102,"message":"no"}}', undefined],
    ['a number and no name, as the user has none', '{"error":{"id":111,"name":null}}', undefined],
    ['a record behind another property', '{"a":{"b":1},"c":{"id":106,"name":"Bo"}}', '106'],
    ['a record in a later text', 'No. {"a":1} or {"b":2}, {"id":106,"name":"Bo"}', '106'],
    ['the example of a user', '{"id":1,"name":"string","email":0,"roles":["string"]}', undefined],
    ['a guest', '{"me":{"id":1,"name":"Guest","email":null,"roles":["guest"]}}', undefined],
    ['the example of a request', '{"example":{"user_ids":[101,102]}}', undefined],
    ['the expected body', '{"expected":{"body":{"user_ids":[101,102]}}}', undefined],
    ['a hint of a body', '{"hint":{"user_ids":[101,102]}}', undefined],
    ['the form of a payload', '{"payload":{"user_ids":[101]}}', undefined],
    ['the limits of a plan', '{"limits":{"users":[101,102]}}', undefined],
    ['a limit of its own name', '{"limits_of":{"users":[101,102]}}', '101'],
    ['the example of a command', String.raw`{"hint":"-d '{\"user_ids\":[101]}'"}`, undefined],
    ['a command that is no JSON', `curl -d '{"user_ids":[101]}'`, undefined],
    ['ids of users in a document', '{"document":{"user_ids":[101]}}', '101'],
    ['ids of users', '{"error":{"user_ids":[101]}}', '101'],
    ['ids of users in one word', '{"error":{"userids":[101]}}', '101'],
    ['a list of another name', '{"new_users":[101],"users_max":[101]}', undefined],
    ['a name and a status', '{"status":110,"service":"A. (Al) B+"}', undefined],
    ['a name by its id', '{"110":"A. (Al) B+"}', '110'],
    ['a name before its id', '["A. (Al) B+", 110]', '110'],
    ['a record with times', '{"id":7,"email":1,"created_at":"x","updated_at":"y"}', '7'],
    [
      'an API key with permissions and dates',
      '{"key":{"id":12,"permissions":["sync"],"created_at":"x","updated_at":"y"}}',
      undefined,
    ],
    [
      'a client with all lists',
      '{"id":12,"roles":[],"permissions":[],"created_at":"x"}',
      undefined,
    ],
    ...[
      ...['actor', 'application', 'caller', 'client', 'principal'],
      ...['service_account', 'serviceAccount', 'subject', 'tenant'],
    ].map(
      (name) =>
        [
          `the caller as ${name}`,
          `{"${name}":{"id":31,"email":"bot@example.com","roles":[],"permissions":[]}}`,
          undefined,
        ] as const,
    ),
    [
      'a user of the run as the caller',
      '{"principal":{"id":102,"email":"bot@example.com","roles":[],"permissions":[]}}',
      '102',
    ],
    [
      'a user beside the caller',
      '{"principal":{"id":31,"email":"b","roles":[],"permissions":[],"user":{"id":106,"name":"Bo"}}}',
      '106',
    ],
    ['a short name beside its id in a record', '{"a":{"id":106,"name":"Bo"}}', '106'],
    ['a short name in a text', "id: 106, 'Bo'", undefined],
    ['a name of four letters in a text', "id: 109, 'Anna'", '109'],
    ['a name and the number of the email', 'Ann Alvarez, 900101', '101'],
    ['a name and a short email', 'Anna, 9001', '109'],
    ['a longer name and the number of an email', 'Ann Alvarezo, 900101', undefined],
    ['an email address', 'write to zoe@example.com', '105'],
    ['a name with characters of expressions', '"A. (Al) B+" 110', '110'],
    ['a name of one word, and ID', 'ID: 108, "sysop"', '108'],
    ['a name of one word, and a number', '108, "sysop"', undefined],
    ['a name that two users have', '<h1>Ann Alvarez</h1>', undefined],
    ['names of two users', '<li>Ann Alvarez</li><li>Zoë Ziegler</li>', undefined],
    ['names of three', '<li>Ann Alvarez</li><li>Zoë Ziegler</li><li>Acme Chat</li>', '101'],
  ] as const) {
    test(`with ${what} shows ${id ?? 'nobody'}`, () => {
      expect(findDisclosedUser(rejection({ body }), known)?.id).toBe(id);
    });
  }

  for (const [body, sent, id] of [
    ['{"data":[{"id":101,"note":"x"}]}', '{"user_ids":[101]}', undefined],
    ['{"data":[{"id":101,"note":"x"}]}', '{"user_ids":[102]}', '101'],
    ['{"data":[101]}', '{"user_ids":[101]}', undefined],
    ['{"data":[101]}', undefined, '101'],
    ['{"data":[{"id":101}]}', '{"user_ids":[101]}', '101'],
  ] as const) {
    test(`of ${sent ?? 'no body'} with ${body} shows ${id ?? 'nobody'}`, () => {
      expect(findDisclosedUser(rejection({ body }, sent), known)?.id).toBe(id);
    });
  }

  for (const [what, body, id] of [
    ['alone', '{"resources":["User 112"]}', undefined],
    ['beside its id', '{"id":112,"resources":["User 112"]}', '112'],
    ['beside another name', '["User 112","Ann Alvarez"]', undefined],
    ['beside digits', '"User 112", 1User 11212', undefined],
    ['beside two others', '["User 112","Ann Alvarez","Zoë Ziegler"]', undefined],
  ] as const) {
    test(`with a name made of an id that was sent, ${what}, shows ${id ?? 'nobody'}`, () => {
      const shown = (sent: string) => findDisclosedUser(rejection({ body }, sent), known)?.id;
      expect(shown('{"user_ids":[112]}')).toBe(id);
      expect(shown('{"user_ids":[101]}')).toBe('112');
    });
  }

  test('shows users in its header fields, and behind it', () => {
    const [name, email] = ['Ann Alvarez', '900101'];
    const headers = [['X-Name', name] as const, ['X-Email', email] as const];
    const inHeader = findDisclosedUser(rejection({ headers }), known);
    expect(inHeader).toEqual({ id: '101', part: 'a header field' });
    const behind = findDisclosedUser(rejection({ surplus: `${name}, ${email}` }), known);
    expect(behind).toEqual({ id: '101', part: 'the text after it' });
  });

  test('with its status in a list shows nobody', () => {
    const body = '{"data":[102],"users":[102]}';
    expect(findDisclosedUser(rejection({ status: 102, body }), known)).toBeUndefined();
    expect(findDisclosedUser(rejection({ body }), known)?.id).toBe('102');
  });

  test('with a name in its challenge and a number in a count shows nobody', () => {
    const headers = [
      ['WWW-Authenticate', 'Bearer realm="Ann Alvarez"'] as const,
      ['X-RateLimit-Remaining', '101'] as const,
      ['RateLimit', '"default";r=101;t=30'] as const,
    ];
    expect(findDisclosedUser(rejection({ headers }), known)).toBeUndefined();
  });

  test('without a body shows nobody', () => {
    const empty = answer({});
    expect(empty.body).toBeUndefined();
    expect(findDisclosedUser(empty, known)).toBeUndefined();
    expect(findAttachedByRejected(empty, known, [])).toBeUndefined();
  });
});

test.describe('A rejection of users 101 and 102', () => {
  const record = '{"id":101,"roles":[]}';
  const stranger = '{"id":7,"email":1,"roles":[],"permissions":[]}';
  for (const [what, body, before, id] of [
    ['with a list of added users', `{"added":[${record}]}`, [], '101'],
    [
      'with an error and a list of synced users',
      `{"message":"no","synced":[${record}]}`,
      [],
      '101',
    ],
    ['with a list of users', `{"users":[${record}]}`, [], '101'],
    [
      'with a report on each item',
      `{"data":[{"id":101,"name":"Ann Alvarez","status":"ok"},{"id":102,"status":"unknown"}]}`,
      [],
      undefined,
    ],
    ['with a list of users who were attached', `{"users":[${record}]}`, ['101'], undefined],
    ['with a user whom it does not name', `{"data":[${stranger}]}`, [], undefined],
    ['with a list that is no array', '{"attached":101}', [], undefined],
    ['with users inside an error', `{"message":"no","errors":{"data":[${record}]}}`, [], undefined],
    ['with a second text', `{"error":"no"}{"message":"ok","data":[${record}]}`, undefined, '101'],
    [
      'with a second text that lists a user beside a note',
      `{"error":"no"}{"data":[${record},{"note":"x"}]}`,
      undefined,
      '101',
    ],
    ['with others in a second text', `{"error":"no"}{"data":[${stranger}]}`, undefined, undefined],
  ] as const) {
    test(`${what} attached ${id ?? 'nobody'}`, () => {
      const given = rejection({ status: 422, body }, '{"user_ids":[101,102]}');
      expect(findAttachedByRejected(given, known, before)).toBe(id);
    });
  }

  test('attached nobody by an id that is none of a user', () => {
    const body = '{"attached":[{"id":7,"roles":[]}]}';
    const given = rejection({ status: 422, body }, '{"user_ids":[7,101]}');
    expect(findAttachedByRejected(given, known, [])).toBeUndefined();
  });
});
