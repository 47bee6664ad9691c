import type { Body } from '../http/body';
import type { CodeOf } from '../contract/requirements';
import type { HttpResult } from '../http/client';
import { decoded } from '../http/escape';
import { isObject, type Json } from '../http/json';
import { findShownSecret } from './shown-secrets';

type Leak = readonly [code: CodeOf<'http.no-leak'>, what: string, mark: RegExp];

/** Name of a table or a column, as SQL quotes it. */
const NAME = /["`[]?\w+["`\]]?(?:\.["`[]?\w+["`\]]?){0,3}/.source;

/** Name of a table, and not a word of a sentence such as `delete from the list`. */
const TABLE = `(?!(?:the|an?|this|that|these|those|your|all|any|each|every|one) )${NAME}`;

/** Beginning of a condition. */
const WHERE = String.raw`where \(*${NAME} ?(?:[=<>]|!=|in \()`;

const lowerCaseSql = (...statements: readonly string[]) =>
  new RegExp(statements.map((statement) => String.raw`\b${statement}`).join('|'), 'm');

/** The ends of names of properties that have the address of a page or of a document of the API. */
const ADDRESSES =
  '(?:href|ur[il]|link|location|help|page|instance|docs?|documentation|openapi|schema|spec|specification|swagger)';

/** Fails behind what announces the address of a page: an attribute, a property, a parameter. */
const NO_ADDRESS = String.raw`(?<!\b(?:href|src|action|url|location) ?= ?\\?["']?|${ADDRESSES}\\?" ?: ?\\?"|[?&][\w-]{1,40}=)`;

/** A quotation mark, also as HTML escapes it: databases quote values and names. */
const QUOTE = '(?:["\'`]|\\\\"|&(?:quot|#0?3[49]|#x2[27]);)';

/** A line of a source file. With other numbers, some of these ends are those of hosts with a port. */
const LINE = String.raw`\.(?:[cm]?[jt]sx?:\d|(?:php|rb|go|java|kt|scala|py|rs|cs|fs|vb|exs?|erl|swift|dart):(?!80\b|443\b)\d{1,3}\b)`;

/** A script in the first folder, which may be the path of a route: a front controller. */
const FRONT_CONTROLLER = String.raw`/[\w-]+/[\w.-]+\.php\b`;

const PATH_BEGINS = String.raw`(^|[\s"'(=:])${NO_ADDRESS}(?!${FRONT_CONTROLLER})`;

/** Marks of a stack trace, of SQL, of a database and of a file's path, as frameworks print them. */
const LEAKS: readonly Leak[] = [
  [
    'stack-trace',
    'a stack trace',
    /\n\s+at (?!\[Source)[^\s@]+(?:\(| \((?!\d)(?:[^)\n]*(?::\d|\.\w{1,4}\))|<anonymous>|native\b))|\bat [\w$.<>]+\([\w$]+\.(java|kt|cs|scala):\d+\)|Traceback \(most recent call last\)|^#\d+ .+\.\w{2,4}\(\d+\): |goroutine \d+ \[|\.(rb|php|py|go|js|ts):\d+:in |\blib\/[\w/]+\.exs?:\d+: |\bpanicked at \S+\.rs:\d/im,
  ],
  [
    'stack-trace',
    'a stack trace',
    new RegExp(
      String.raw`"(trace|stack|stack_?trace|backtrace)"\s*:\s*(\[\s*("[^"]*(\bat |\w\(\)|\.\w{2,4}\(\d+\)|\bline \d|${LINE})|\{[^}]*"(file|line|function)")|"[^"]*(\\n|\bat [\w$<>.]+ ?\(|\bat \w+, at )[^"]*")`,
      'i',
    ),
  ],
  [
    'sql',
    'SQL',
    /\bSQLSTATE\b|\bORA-\d{5}\b|\bSELECT\b(?! (?:an?|the|your|one|another) ).+\bFROM\b|\bINSERT INTO\b|\bUPDATE ["`[\w.\]]+(?: \w+)? SET\b|\bDELETE FROM\b|\binsert into [`"\w]+ \(|error in your SQL syntax|\b(FOREIGN KEY|UNIQUE|NOT NULL) constraint failed|a foreign key constraint fails|\bconflicted with the [A-Z ]+ constraint\b|\bE11000 duplicate key error\b/m,
  ],
  [
    'sql',
    'SQL that selects',
    lowerCaseSql(
      `select \\* from ${NAME}(?: where|$)`,
      `select ${NAME}(?:, ?${NAME})* from ${TABLE} ${WHERE}`,
      // A column in quotes, of a table: `select "users"."id" from`.
      'select (?=(?:(?! from )[^\\n]){0,300}?["`\\]]\\.["`[\\w])[^\\n]{1,400}? from ["`[\\w]',
      // A table with the short name that the first column has: `select u.id from users u join`.
      `select (?:distinct )?(\\w+)\\.[^\\n]{1,400}? from ${TABLE} (?:as )?\\1 (?:where|(?:\\w+ ){0,2}join|(?:order|group) by|limit) `,
    ),
  ],
  [
    'sql',
    'SQL that changes a table',
    lowerCaseSql(
      `update ${TABLE} set ${NAME} ?= ?(?:["'\`?$:@\\d(]|%s|null\\b|now\\()`,
      `update ${TABLE} \\w+ set ${NAME} ?= ?[?$:@]`,
      `delete from ${TABLE}(?: (?:as )?\\w+)? ${WHERE}`,
    ),
  ],
  [
    'database',
    'the message of a database',
    /\btoo many (SQL|bind) variables\b|\btoo many SQL terms\b|\bExpression tree is too large\b|\bdeadlock detected\b|\bDeadlock found when trying to get lock\b|\bLock wait timeout exceeded; try restarting transaction\b|\bcould not serialize access due to\b|\binvalid input syntax for (type \w|(big|small)?int(eger)?\b|numeric\b|uuid\b)|\bno such (table|column): |\bUnknown column '|\brelation "[^"]{1,99}" does not exist|\bSQLITE_[A-Z]{3}|\bER_(BAD_(DB|FIELD|NULL|TABLE)_|DATA_(OUT_OF_RANGE|TOO_LONG)|DUP_(ENTRY|FIELDNAME|KEY)|LOCK_(DEADLOCK|WAIT_TIMEOUT)|NO_(DB_ERROR|DEFAULT_FOR_FIELD|REFERENCED_ROW|SUCH_TABLE)|PARSE_ERROR|ROW_IS_REFERENCED|TRUNCATED_WRONG_VALUE|WARN_DATA_)|\bPG::[A-Z]|\bpsycopg\d?\.|\bsqlalchemy\.(exc|orm)\b|\bsqlite3\.\w+Error\b|\bPDOException\b|\bjava\.sql\.|\bMongo(Server|Bulk\w*)?Error\b|\bPrismaClient\w+Error\b|\bActiveRecord::[A-Z]/m,
  ],
  [
    'sql',
    'SQL',
    new RegExp(
      String.raw`\bsyntax error at or near ${QUOTE}|\bviolates (foreign key|unique|check) constraint ${QUOTE}|\bnull value in column ${QUOTE}[^\n]{1,200} violates not-null constraint|\bDuplicate entry '.*' for key ${QUOTE}`,
      'm',
    ),
  ],
  [
    'database',
    'the message of a database',
    new RegExp(
      String.raw`\bvalue ${QUOTE}[^"\n]{1,99}${QUOTE} is out of range for type \w|\bOut of range value for column ${QUOTE}|\bIncorrect \w{1,20} value: ${QUOTE}[^\n]{0,200}? for column |\bData too long for column ${QUOTE}|\bNumeric value out of range: (\d{4} |${QUOTE})|\b(table|column) ${QUOTE}[^\n]{1,99} does not exist in the current database\b`,
    ),
  ],
  [
    'database',
    'the message of SQLite',
    // Another system may call its tenants databases: `The customer database is locked by a sync.`
    /(^|[:>"'()] ?|\d )database (table )?is locked(?=: | ?\(|["'<\\]|\.?$)/m,
  ],
  [
    'database',
    'the message of PostgreSQL',
    /\bbind message (has|supplies) \d+ parameter|\binvalid byte sequence for encoding "|\bout-of-range integer as a 2-byte value\b|\bcanceling statement due to\b|\bcurrent transaction is aborted\b|\bunterminated quoted (string|identifier) at or near "|\boperator does not exist: [\w ()[\]]{1,40} [^\w\s]{1,3} \w|\bfunction \w+\([\w, ]*\) does not exist\b|\bON CONFLICT (specification|DO UPDATE)\b|\bERROR: +(big|small)?int(eger)? out of range\b|\bPSQLException\b|\bpq: \w/m,
  ],
  [
    'database',
    'the message of SQL Server',
    /\bViolation of (PRIMARY|UNIQUE|FOREIGN) KEY constraint\b|\bArithmetic overflow error (converting|for)\b|\bConversion failed when converting (the \w+ value\b|date and|from a character)|\bsupports a maximum of \d+ parameters\b|\bwas deadlocked on \w+ resources\b|\bdeadlock victim\b|\bIncorrect syntax near\b|\bString or binary data would be truncated\b|\bSqlException\b/m,
  ],
  [
    'database',
    'the message of MySQL, Oracle or DB2',
    /\bPrepared statement contains too many placeholders\b|\bmax_allowed_packet\b|\bColumn '\w+' cannot be null\b|\bTable '\w+\.\w+' doesn't exist\b|\bERROR \d{4} \((?:\d\d[\dA-Z]{3}|HY\d{3})\)|\bmaximum number of expressions in a list\b|\bSQLCODE\b|\bSQL\d{4}N\b/m,
  ],
  [
    'database',
    'the message of a database driver',
    /\bIntegrity constraint violation\b|; constraint \["?[a-z_]\w*|\bunique constraint "\w+"|\bCast to \w+ failed for value\b|\bWriteConflict\b|\bSequelize\w+Error\b|\bQueryFailedError\b|\borg\.hibernate\.|\bDataIntegrityViolationException\b|\bdatabase or disk is full\b/m,
  ],
  [
    'database',
    'the address of a database with its password',
    /\b(postgres(ql)?|mysql2?|mariadb|mongodb(\+srv)?|rediss?|amqps?|sqlserver|mssql)(\+\w{1,20})?:\/\/[^\s:/@"'<>]{0,99}:(?![*x]+@|pass(word)?@host|[[{$])[^\s/"'<>]{1,99}@[\w[]/i,
  ],
  [
    'stack-trace',
    'a line of a stack trace in Python',
    /\bFile \\?"[^"\n]{1,200}(\.py|>)\\?", line \d/,
  ],
  [
    'stack-trace',
    'an exception of the runtime',
    /\b(javax?|jakarta|kotlin|scala|org\.springframework|org\.apache)\.([\w$]+\.){0,8}[A-Z]\w*(Exception|Error)\b|\bSystem\.(\w+\.){0,6}\w*Exception\b|\b(NullPointer|NullReference|(Array|String)?IndexOutOfBounds|ClassCast|InvalidCast|NumberFormat|ConcurrentModification)Exception\b/,
  ],
  // Not the attribute of a page or the query of a URL, which have paths of the web. Scripts below /app
  // are paths of the web as well.
  [
    'file-path',
    "a file's path",
    new RegExp(
      String.raw`${PATH_BEGINS}/(?!app/[^"'\s]*\.m?js\b)(var|home|usr|srv|opt|app|etc|root|Users|tmp|code|workspace|www|mnt|go|builds)(/[\w.@-]+)*/[\w.-]+\.(php|py|rb|go|java|kt|ts|js|mjs|cjs|cs|ex|rs|jar|conf|env|ya?ml)\b(?![/?])`,
      'm',
    ),
  ],
  [
    'file-path',
    "a file's path",
    // A JSON pointer into a body begins with /data as well.
    new RegExp(
      String.raw`${PATH_BEGINS}/data(/[\w.@-]+)*/[\w.-]+\.(php|py|rb|go|java|kt|js|mjs|cjs|jar)\b(?![/?])`,
      'm',
    ),
  ],
  [
    'file-path',
    "a file's path",
    new RegExp(
      String.raw`\b(in|file)(:|\\?":|\s)\s*\\?["'(]?${FRONT_CONTROLLER}(?![/?])|(^|[\s"'(=:])${FRONT_CONTROLLER}( on line \d|\(\d)`,
    ),
  ],
  [
    'file-path',
    "a file's path",
    /(^|[\s"'(=:])(\/etc\/passwd|[A-Za-z]:\\{1,2}[\w.-]+\\[\w.\\-])|\bfile:\/\/\/[\w.@%/-]*\.(php|py|rb|go|java|kt|ts|js|mjs|cjs|jar)\b/m,
  ],
  [
    'file-path',
    'a file with the number of a line',
    /(^|[\s"'([=,>])(([\w.@\\/-]*[\\/])?[\w.-]+\.[cm]?[jt]sx?:\d{1,5}:\d|[\w.-]+\.(php|rb|go|java|kt|scala):(?!80\b|443\b)\d{1,3}(?!\.?\w))|\w\.(cs|fs|vb):line \d/m,
  ],
  [
    'file-path',
    'a file with the number of a line',
    // Without a folder, it may be a host with a port: example.rs:443.
    /(^|[\s"'([=,>])[\\/]?[\w.@-]+[\\/]([\w.@\\/-]*[\\/])?[\w.-]+\.(php|rb|go|java|kt|scala|py|rs|cs|exs?):\d{1,5}(?!\.?\w)/m,
  ],
];

/** Hashes of passwords as libraries write them: bcrypt, Argon2, PBKDF2 of Django, scrypt, crypt. */
const HASH: Leak = [
  'password-hash',
  'the hash of a password',
  /\$2[abxy]?\$\d\d\$[./A-Za-z\d]{53}|\$argon2(id|i|d)\$v=\d|\bpbkdf2_sha\d+\$\d+\$|\$scrypt\$|\$[56]\$(rounds=\d+\$)?[./A-Za-z\d]{1,16}\$[./A-Za-z\d]{43}/,
];

/** The bound on the text searched, in pieces: a mark may take the square of a text's length. */
const MAX_SEARCHED = 2 ** 18;
const PIECE = 2 ** 13;
const OVERLAP = 2 ** 9;

/** Fields with URLs, or with texts about them, which have paths and names of scripts in them. */
const URL_FIELDS = [
  'location',
  'content-location',
  'link',
  'refresh',
  'set-cookie',
  'content-security-policy',
  'content-security-policy-report-only',
  'report-to',
  'reporting-endpoints',
  'server-timing',
  'sourcemap',
  'warning',
];

const OF_ADDRESS = new RegExp(`(?:${ADDRESSES}|script-name)$`, 'i');
const isAddress = (name: string, value: Json) =>
  typeof value === 'string' && value.startsWith('/') && OF_ADDRESS.test(name);

/** Returns all texts in a JSON value, without the escapes that they have in the body. */
function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    isAddress(name, item) ? [] : textsIn(item),
  );
}

/** Returns the texts of a response; of a success, none in `data`, where any text may be. */
function textsOf({ headers, body }: HttpResult, status: number): string {
  const value = body?.json?.value ?? null;
  const fields = headers
    .filter(([name]) => !URL_FIELDS.includes(name.toLowerCase()) && !OF_ADDRESS.test(name))
    .map(([, text]) => decoded(text));
  if (status >= 400) return [body?.text ?? '', ...textsIn(value), ...fields].join('\n');
  const { data, ...beside } = isObject(value) ? value : {};
  return [...(data === undefined ? [] : textsIn(beside)), ...fields].join('\n');
}

/** Returns the first leak that a text has a mark of. */
function findMark(text: string, leaks = LEAKS): Leak | undefined {
  for (let at = 0; at < Math.min(text.length, MAX_SEARCHED); at += PIECE - OVERLAP) {
    // A piece begins in the midst of a line.
    const piece = (at === 0 ? '' : '…') + text.slice(at, at + PIECE);
    const leak = leaks.find(([, , mark]) => mark.test(piece));
    if (leak) return leak;
  }
  return undefined;
}

/** Returns the code of what a response shows and should not, and what it is. */
export function findLeak(answer: HttpResult, body: Body, status: number) {
  const texts = textsOf(answer, status);
  // The `data` of a success may hold any text except for the hash of a password.
  const leak = findMark(texts) ?? findMark(body.text, [HASH]);
  if (leak) return leak;
  const name = findShownSecret(answer, body, texts.slice(0, MAX_SEARCHED));
  return name === undefined ? undefined : (['secret', `the value of ${name}`] as const);
}
