import { expect, test } from '@playwright/test';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import {
  failed,
  passed,
  untested,
  type Judgement,
  type ScenarioEvidence,
} from '../../../helpers/checks/result';
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

function evidence(
  checks: Partial<Record<RequirementId, Judgement>>,
  title = 'a scenario',
): ScenarioEvidence {
  return {
    title,
    customers: ['7'],
    shared: [],
    exchanges: [],
    checks: Object.entries(checks).map(([id, judgement]) => ({
      requirement: id as RequirementId,
      exchanges: [],
      ...judgement,
    })),
    observations: [],
    properties: [],
    requests: 0,
    waitedMs: 0,
  };
}

function reportUnder(catalogue: Catalogue, ...seen: ScenarioEvidence[]) {
  const { run, target } = readConfig({
    BASE_URL: 'http://127.0.0.1:9/v1',
    API_TOKEN: 't',
    CUSTOMER_IDS: '7,9',
    USER_IDS: '101-104',
    SEED: '1',
  });
  if (!target) throw new Error('no target');
  return buildReport({
    ...toRunContext(target, false, { ...run, catalogue }),
    evidence: seen,
    otherRequests: 0,
    startedAt: '2027-01-01T00:00:00.000Z',
    durationMs: 1,
    incomplete: [],
    notes: [],
  });
}

test('A report does not depend on which scenario ended first', () => {
  const ended = ['first', 'second'].map((title) =>
    evidence(
      {
        'attach.one': failed('lost', `lost in the ${title}`),
        'attach.many': untested(`not tested in the ${title}`),
      },
      title,
    ),
  );
  const report = reportUnder(newest, ...ended);
  expect(JSON.stringify(report)).toContain('lost in the second');
  expect(reportUnder(newest, ...ended.toReversed())).toEqual(report);
});

test.describe('An earlier edition of the catalogue', () => {
  test('holds a target to what was required then, at the level of then', ({}, testInfo) => {
    const catalogue = earlier(testInfo.outputPath());
    const seen = evidence({
      'attach.one': failed('lost', 'no'),
      'detach.unlisted': failed('lost', 'no'),
    });

    const then = reportUnder(catalogue, seen);
    expect(then.requirements.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['attach.one', 'warning'],
    ]);
    expect(then.requirements[0]?.statement).toBe('As it was then.');
    expect(then.verdict).toBe('conformant');
    expect(then.catalogue).toEqual({ edition: '0.9', sha256: catalogue.sha256 });

    const now = reportUnder(newest, seen);
    expect(now.requirements).toHaveLength(requirements.length);
    expect(now.verdict).toBe('nonconformant');
    expect(now.catalogue.sha256).not.toBe(catalogue.sha256);
  });

  test('fails no scenario for what was not required then', ({}, testInfo) => {
    const { run } = readConfig({});
    const kept = new Evidence(new Map(), redactor({}));
    kept.record('attach.one', failed('lost', 'no'), []);
    kept.record('detach.unlisted', failed('lost', 'no'), []);
    kept.record('attach.many', passed, []);
    expect(kept.failures(run)).toEqual(['attach.one: no', 'detach.unlisted: no']);
    const catalogue = earlier(testInfo.outputPath());
    expect(kept.failures({ ...run, catalogue })).toEqual([]);
  });

  test('has only ids that the newest has: none is taken back', () => {
    const known = new Set(requirements.map(({ id }) => id));
    for (const { edition, requirements: then } of editions()) {
      expect(
        then.filter(({ id }) => !known.has(id)).map(({ id }) => id),
        edition,
      ).toEqual([]);
    }
    const names = editions().map(({ edition }) => edition);
    expect(new Set(names).size).toBe(names.length);
  });
});

test.describe('An edition that was published', () => {
  /** A digest of what each asks: ids and levels. Who changes that makes a new edition. */
  const PUBLISHED: Readonly<Record<string, string>> = {
    '1.0': '351663b22dc0479be5c1eec09a09f71d4a08d61490a273d736fa288c29eb1620',
  };

  const digest = ({ requirements: all }: Catalogue) =>
    createHash('sha256')
      .update(all.map(({ id, level }) => `${id} ${level}\n`).join(''))
      .digest('hex');

  test('asks for ever what it asked then', () => {
    for (const catalogue of editions()) {
      expect(
        digest(catalogue),
        `edition ${catalogue.edition} asks something else now: copy what it was to schemas/editions, and raise the edition of schemas/requirements.yaml`,
      ).toBe(PUBLISHED[catalogue.edition]);
    }
    expect(
      editions()
        .map(({ edition }) => edition)
        .sort(),
    ).toEqual(Object.keys(PUBLISHED).sort());
  });

  test('is chosen by its name; the newest, where none is', () => {
    expect(readConfig({ REQUIREMENTS_SET: '1.0' }).run.catalogue).toBe(newest);
    expect(readConfig({}).run.catalogue).toBe(newest);
  });
});
