import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type TestInfo } from '@playwright/test';
import { parse } from 'yaml';
import { failed, type Judgement } from '../../../helpers/checks/result';
import { compileSchema } from '../../../helpers/contract/json-schema';
import {
  CATALOGUE_FILE,
  causesOfCodes,
  chapters,
  edition,
  requests,
  requirementOf,
  requirements,
  type CodeOf,
  type RequirementId,
} from '../../../helpers/contract/requirements';
import { redactor } from '../../../helpers/http/redact';
import { Evidence } from '../../../helpers/scenario/evidence';

const ROOT = path.join(__dirname, '..', '..', '..');

/** Reports, baselines and --grep refer to these: who removes or renames one breaks them. */
const PUBLISHED = path.join(__dirname, 'codes.txt');

test.describe('The catalogue', () => {
  test('has the requirements and codes that were published', () => {
    const lines = requirements.map(({ id, codes }) => `${id}: ${Object.keys(codes).join(' ')}\n`);
    expect(edition).toBe('1.0');
    expect(
      lines.join(''),
      'add new requirements and codes to tests/suite/unit/codes.txt; never remove or rename one',
    ).toBe(readFileSync(PUBLISHED, 'utf8'));
  });

  test('matches its schema, in chapters that there are', () => {
    const yaml = readFileSync(CATALOGUE_FILE, 'utf8');
    const validate = compileSchema('requirements.schema.json');
    validate(parse(yaml, { merge: true, maxAliasCount: -1 }));
    expect(validate.errors ?? []).toEqual([]);
    expect(requirements.filter(({ chapter }) => !(chapter in chapters))).toEqual([]);
  });

  test('has each id and each request once', () => {
    const ids = requirements.map(({ id }) => id);
    const kinds = Object.values(requests).flatMap((group) => Object.keys(group));
    expect([new Set(ids).size, new Set(kinds).size]).toEqual([ids.length, kinds.length]);
  });

  test('names causes that are requirements, by codes of the requirement', () => {
    const known = new Map(requirements.map(({ id, codes }) => [id, codes]));
    for (const { codes, followsFrom = [] } of requirements) {
      for (const { requirement, code } of followsFrom) {
        expect(known.has(requirement)).toBe(true);
        expect(code === undefined || code in codes).toBe(true);
      }
    }
    for (const [code, cause] of Object.entries(causesOfCodes)) {
      expect(known.has(cause)).toBe(true);
      expect(requirements.some(({ codes }) => code in codes)).toBe(true);
    }
  });

  test('types ids and codes: others do not compile', () => {
    const judge = (judgement: Judgement<CodeOf<'detach.unlisted'>>) => judgement.outcome;
    expect(judge(failed('lost', 'it is gone'))).toBe('failed');
    // @ts-expect-error -- a code of another requirement
    expect(judge(failed('timeout', 'it did not end'))).toBe('failed');
    // @ts-expect-error -- not in the catalogue
    const wrong: RequirementId = 'no.such-id';
    expect(() => requirementOf(wrong)).toThrow('no.such-id is not a requirement');
  });

  test('lets no check leave with a code of another requirement', () => {
    const evidence = new Evidence(new Map(), redactor({}));
    const record = () => {
      evidence.record('detach.unlisted', failed('timeout', 'it did not end'), []);
    };
    expect(record).toThrow('timeout is not a code of detach.unlisted');
  });
});

test.describe('Generated files', { tag: '@long' }, () => {
  /** Copies the schemas and all generated files to a place where they may be changed. */
  function copy(testInfo: TestInfo): string {
    const root = testInfo.outputPath('project');
    mkdirSync(root, { recursive: true });
    for (const part of [
      'schemas',
      'scripts',
      'helpers',
      'docs',
      'templates',
      '.github',
      'package.json',
      '.prettierrc.json',
      'tsconfig.json',
      '.env.example',
      'action.yml',
    ]) {
      cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true });
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

  test('that drifted from their schema are named', ({}, testInfo) => {
    const root = copy(testInfo);
    expect(check(root).status, 'the copy as it is').toBe(0);

    for (const [schema, from, to] of [
      ['openapi', 'type: integer\n          nullable: true', 'type: string'],
      ['requirements', 'id: detach.unlisted', 'id: detach.unlistet'],
    ] as const) {
      const file = path.join(root, 'schemas', `${schema}.yaml`);
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replace(from, to));

      const { status, stderr } = check(root);
      expect(status).toBe(1);
      expect(stderr).toContain(`${schema}.generated.`);
      expect(stderr).toContain('npm run generate');
      writeFileSync(file, text);
    }
  });

  test('need a catalogue that its schema accepts; an error names the line and the values', ({}, testInfo) => {
    const root = copy(testInfo);
    const file = path.join(root, 'schemas', 'requirements.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('impact: exposure', 'impact: client'));

    const { status, stderr } = check(root);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^schemas\/requirements\.yaml, line \d+: \/requirements\/\d+\/impact must be equal to one of the allowed values \(exposure, [^)]+\)\.\n$/,
    );
  });
});
