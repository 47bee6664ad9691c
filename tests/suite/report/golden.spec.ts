import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@playwright/test';
import { compare } from '../../../helpers/report/compare';
import { draftBaseline } from '../../../helpers/report/draft-baseline';
import { fleetOf } from '../../../helpers/report/fleet';
import { renderAnnotations } from '../../../helpers/report/render/annotations';
import { renderComparison } from '../../../helpers/report/render/comparison';
import * as terminal from '../../../helpers/report/render/console';
import { renderFleetJunit, renderJunit } from '../../../helpers/report/render/junit';
import { renderSarif } from '../../../helpers/report/render/sarif';
import { renderFleetSummary, renderSummary } from '../../../helpers/report/render/summary';
import { baseline, minimalReport, sampleReport } from '../support/sample-report';

const report = sampleReport();
const inconclusive = minimalReport({
  verdict: 'inconclusive',
  notes: ['Shard 2/2 never reported: this report lacks its scenarios.'],
  baseline: baseline(['The pin of get changed: delete line 14 of b.yaml.']),
});
const reported = Object.entries({ report, inconclusive, missing: undefined }).map(
  ([name, each]) => ({
    name,
    baseUrl: 'https://a.test',
    folder: name,
    ...(each && { report: each }),
  }),
);

/** Golden files in `golden/`; `--update-snapshots` writes them anew, for a reviewer to read. */
test.describe('A report is rendered as', () => {
  for (const [file, text] of Object.entries({
    'summary.md': renderSummary(report),
    'junit.xml': renderJunit(report),
    'inconclusive.junit.xml': renderJunit(inconclusive),
    'conformance.sarif': renderSarif(report),
    'inconclusive.sarif': renderSarif(inconclusive),
    annotations: renderAnnotations(report),
    console: [
      terminal.renderChapters(report),
      terminal.renderFindings(report),
      terminal.renderTable(report),
      terminal.renderObservations(report),
      terminal.renderVerdict(report),
      terminal.renderVerdict(sampleReport({ verdict: 'conformant with waivers', waitedMs: 1200 })),
    ]
      .map(stripVTControlCharacters)
      .join('\n'),
    'baseline.yaml': draftBaseline(report, new Date('2026-01-01')),
    'comparison.md': renderComparison(compare(inconclusive, report)),
    'fleet.md': renderFleetSummary(fleetOf(reported)),
    'fleet.junit.xml': renderFleetJunit(reported),
  })) {
    test(file, () => {
      expect(text).toMatchSnapshot(`${file}.txt`);
    });
  }
});
