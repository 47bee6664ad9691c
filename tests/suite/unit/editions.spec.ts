import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { failed, untested, type Judgement } from '../../../helpers/checks/result';
import { readConfig } from '../../../helpers/config/config';
import {
  editions,
  newest,
  requirements,
  type Catalogue,
  type RequirementId,
} from '../../../helpers/contract/requirements';
import { redactor } from '../../../helpers/http/redact';
import { buildReport } from '../../../helpers/report/build';
import { toRunContext } from '../../../helpers/report/run-metadata';
import { Evidence } from '../../../helpers/scenario/evidence';
import { target } from '../support/scenario';

const EARLIER = `edition: '0.9'
requirements:
  - id: attach.one
    level: SHOULD
    basis: contract
    source: ['#/paths']
    statement: As it was then.
`;

function earlier(directory: string): Catalogue {
  writeFileSync(`${directory}/0.9.yaml`, EARLIER);
  writeFileSync(`${directory}/README.md`, 'not an edition');
  const [first, second, ...more] = editions(directory);
  expect(first).toBe(newest);
  expect(more).toEqual([]);
  if (!second) throw new Error('the earlier edition is not there');
  return second;
}

function record(...judgements: [id: RequirementId, judgement: Judgement][]): Evidence {
  const evidence = new Evidence(new Map(), redactor({}));
  for (const [id, judgement] of judgements) evidence.record(id, judgement, []);
  return evidence;
}

const { run } = readConfig({ SEED: '1' });

function reportUnder(catalogue: Catalogue, ...scenarios: [title: string, evidence: Evidence][]) {
  return buildReport({
    ...toRunContext(target, false, { ...run, catalogue }),
    evidence: scenarios.map(([title, { exchanges, checks, observations }]) => ({
      title,
      customers: ['7'],
      exchanges,
      checks,
      observations,
      shared: [],
      properties: [],
      valued: [],
      longestList: 4,
      requests: 0,
      waitedMs: 0,
    })),
    setup: [],
    startedAt: '2027-01-01T00:00:00.000Z',
    durationMs: 1,
    incomplete: [],
    notes: [],
  });
}

test('A report does not depend on which scenario ended first', () => {
  const ended = ['first', 'second'].map((title): [string, Evidence] => [
    title,
    record(
      ['attach.one', failed('lost', `lost in the ${title}`)],
      ['attach.many', untested(`not tested in the ${title}`)],
    ),
  ]);
  const report = reportUnder(newest, ...ended);
  expect(JSON.stringify(report)).toContain('lost in the second');
  expect(reportUnder(newest, ...ended.toReversed())).toEqual(report);
});

test.describe('An earlier edition of the catalogue', () => {
  const evidence = record(
    ['attach.one', failed('lost', 'no')],
    ['detach.unlisted', failed('lost', 'no')],
  );

  test('holds a target to its own requirements, at their level', ({}, testInfo) => {
    const catalogue = earlier(testInfo.outputPath());
    expect(reportUnder(catalogue, ['a scenario', evidence])).toMatchObject({
      requirements: [{ id: 'attach.one', verdict: 'warning', statement: 'As it was then.' }],
      verdict: 'conformant',
      catalogue: { edition: '0.9', sha256: catalogue.sha256 },
    });
    const now = reportUnder(newest, ['a scenario', evidence]);
    expect(now.requirements).toHaveLength(requirements.length);
    expect(now.verdict).toBe('nonconformant');
    expect(now.catalogue.sha256).not.toBe(catalogue.sha256);
  });

  test('fails no scenario for a later requirement', ({}, testInfo) => {
    expect(evidence.failures(run)).toEqual(['attach.one: no', 'detach.unlisted: no']);
    const catalogue = earlier(testInfo.outputPath());
    expect(evidence.failures({ ...run, catalogue })).toEqual([]);
  });

  test('has only ids that the newest has', () => {
    const known = new Set(requirements.map(({ id }) => id));
    const all = editions().flatMap((edition) => edition.requirements);
    expect(all.filter(({ id }) => !known.has(id))).toEqual([]);
  });
});

test.describe('A published edition', () => {
  /** The digest of the ids and levels of each. A change of them makes a new edition. */
  const PUBLISHED = { '1.0': '62d1b1f7327c48f2f1019ccc301391fd8f1933c407767efa24ab18a90cbbdf01' };

  const digest = (catalogue: Catalogue) =>
    hash('sha256', catalogue.requirements.map(({ id, level }) => `${id} ${level}\n`).join(''));

  test('never changes', () => {
    const digests = editions().map((catalogue) => [catalogue.edition, digest(catalogue)] as const);
    expect(
      digests.sort(),
      'before the release of an edition, update its digest in PUBLISHED; after it, see "Add a requirement" in CONTRIBUTING.md',
    ).toEqual(Object.entries(PUBLISHED));
  });

  test('is chosen by its name; the newest is the default', () => {
    expect(readConfig({ REQUIREMENTS_SET: '1.0' }).run.catalogue).toBe(newest);
    expect(run.catalogue).toBe(newest);
  });
});
