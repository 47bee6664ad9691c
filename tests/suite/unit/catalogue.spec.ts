import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type TestInfo } from '@playwright/test';
import { edition, requirements } from '../../../helpers/contract/requirements';
import type { Scenario } from '../../../helpers/scenario/scenario';

const ROOT = path.join(__dirname, '..', '..', '..');

/** Reports, baselines and --grep hang on these: one that goes or changes breaks other people. */
const PUBLISHED = [
  ...['status', 'media-type', 'json', 'unique-names', 'envelope'].map((id) => `response.${id}`),
  ...['object', 'id', 'name', 'email', 'roles', 'permissions'].map((id) => `user.${id}`),
  ...['created-at', 'updated-at', 'stable'].map((id) => `user.${id}`),
  ...['one', 'many', 'added'].map((id) => `attach.${id}`),
  'detach.unlisted',
  ...['disjoint', 'mixed'].map((id) => `replace.${id}`),
  ...['detaches-all', 'when-empty', 'then-attach'].map((id) => `empty.${id}`),
  ...['same-users', 'same-records'].map((id) => `idempotent.${id}`),
  ...['unordered', 'no-duplicates', 'repeated-ids'].map((id) => `set.${id}`),
  'isolation.customers',
  'volume.all-listed',
  'sequence.model',
  ...['settles', 'one-of', 'independent'].map((id) => `concurrency.${id}`),
  ...['missing', 'invalid', 'empty', 'scheme', 'altered', 'each-request'].map((id) => `auth.${id}`),
  ...['no-data', 'forbidden', 'expired', 'elsewhere', 'status'].map((id) => `auth.${id}`),
  ...['challenge', 'scheme-case', 'first', 'no-echo'].map((id) => `auth.${id}`),
  ...['unknown', 'not-found', 'not-integer', 'range'].map((id) => `customer.${id}`),
  ...['absent', 'malformed', 'not-object'].map((id) => `body.${id}`),
  ...['not-array', 'not-integer', 'one-reading', 'strict'].map((id) => `ids.${id}`),
  ...['unknown', 'range', 'missing'].map((id) => `ids.${id}`),
  ...['extra', 'charset', 'media-type-safe', 'media-type', 'large'].map((id) => `body.${id}`),
  ...['no-5xx', 'completes', 'no-redirect', 'safe-get', 'method'].map((id) => `http.${id}`),
  ...['error-json', 'no-leak', 'encoding'].map((id) => `http.${id}`),
  ...['persisted', 'refused-unchanged'].map((id) => `readback.${id}`),
];

test.describe('The catalogue', () => {
  test('holds the ids that were published', () => {
    expect(edition).toBe('1.0');
    expect(requirements.map(({ id }) => id)).toEqual(PUBLISHED);
  });

  test('bears no id twice', () => {
    const ids = requirements.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  for (const { id, level, basis, source, statement, needs } of requirements) {
    test(`says of ${id} all that a report shows`, () => {
      expect(['MUST', 'SHOULD']).toContain(level);
      expect(['contract', 'standard', 'safety']).toContain(basis);
      expect(statement).toMatch(/^[A-Z`].*\.\)?$/);
      expect(source.length).toBeGreaterThan(0);
      expect(
        source.filter((place) => !/^(#\/|RFC \d{4} section \d+(\.\d+)*$|CWE-\d+$)/.test(place)),
      ).toEqual([]);
      // What the contract or a standard asks for is found there; what is safe is argued.
      const pointers = source.filter((place) => place.startsWith('#'));
      const rfcs = source.filter((place) => place.startsWith('RFC'));
      expect(basis !== 'contract' || pointers.length > 0).toBe(true);
      expect(basis !== 'standard' || rfcs.length > 0).toBe(true);
      expect([
        undefined,
        'CUSTOMER_IDS',
        'FORBIDDEN_TOKEN',
        'EXPIRED_TOKEN',
        'READ_BACK_PATH',
      ]).toContain(needs);
    });
  }

  test('is the only place for ids: another does not compile', () => {
    type CheckedId = Parameters<Scenario['check']>[0];
    const right: CheckedId = 'detach.unlisted';
    expect(requirements.map(({ id }) => id)).toContain(right);

    // @ts-expect-error -- not in the catalogue: `npm run check` fails if this line compiles
    const wrong: CheckedId = 'no.such-id';
    expect(requirements.map(({ id }) => id)).not.toContain(wrong);
  });
});

test.describe('Generated files', () => {
  /** Copies the schemas and all generated files to a place where they may be changed. */
  function copy(testInfo: TestInfo): string {
    const root = testInfo.outputPath('project');
    mkdirSync(root, { recursive: true });
    for (const part of ['schemas', 'scripts', 'helpers', 'docs', 'templates', '.github']) {
      cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true });
    }
    const files = [
      'package.json',
      '.prettierrc.json',
      'tsconfig.json',
      '.env.example',
      'action.yml',
    ];
    for (const file of files) {
      cpSync(path.join(ROOT, file), path.join(root, file));
    }
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'));
    return root;
  }

  function check(root: string) {
    const tsx = path.join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
    return spawnSync(process.execPath, [tsx, 'scripts/generate.ts', '--check'], {
      cwd: root,
      encoding: 'utf8',
    });
  }

  test('are what the schemas say', () => {
    const { status, stderr } = check(ROOT);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  for (const [schema, from, to, drifted] of [
    [
      'openapi.yaml',
      'type: integer\n          nullable: true',
      'type: string',
      'openapi.generated.ts',
    ],
    [
      'requirements.yaml',
      'id: detach.unlisted',
      'id: detach.unlistet',
      'requirements.generated.ts',
    ],
  ] as const) {
    test(`that drifted from ${schema} are named`, ({}, testInfo) => {
      const root = copy(testInfo);
      expect(check(root).status, 'the copy as it is').toBe(0);

      const file = path.join(root, 'schemas', schema);
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replace(from, to));

      const { status, stderr } = check(root);
      expect(status).toBe(1);
      expect(stderr).toContain(drifted);
      expect(stderr).toContain('npm run generate');
    });
  }
});
