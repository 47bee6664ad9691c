/** @jsxImportSource preact */
import type { Report } from '../report';
import { assets } from './assets';
import type { Comparison } from '../compare';
import { Compared } from './comparison';
import { Contract, ContractNotes } from './contract';
import { Coverage } from './coverage';
import { Document, documentOf } from './document';
import { LatencySection, latencyOf, type Latency } from './latency';
import { Observations } from './observations';
import { Requirements } from './requirements';
import { Summary } from './summary';
import { plain, Said } from './text';
import { viewOf, type View } from './view';

const SECTIONS = [
  ['verdict', 'Verdict'],
  ['contract', 'Contract'],
  ['requirements', 'Requirements'],
  ['observations', 'Observations'],
  ['contract-notes', 'Notes'],
  ['latency', 'Latency'],
] as const;

function Navigation() {
  return (
    <nav aria-label="Sections">
      <ul>
        {SECTIONS.map(([id, name]) => (
          <li>
            <a href={`#${id}`}>{name}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Page({
  view,
  latency,
  previous,
}: {
  view: View;
  latency: Latency | undefined;
  previous: Comparison | undefined;
}) {
  const { report } = view;
  const { style, script, policy } = assets();
  return (
    <Document
      title={`${report.verdict}: ${plain(report.target.baseUrl, 100)}`}
      style={style}
      policy={policy}
    >
      <a class="skip" href="#main">
        Skip to the verdict
      </a>
      <Navigation />
      <main id="main" tabIndex={-1}>
        <Summary view={view} />
        <Coverage view={view} />
        {previous && <Compared comparison={previous} view={view} />}
        <Contract view={view} />
        <Requirements view={view} />
        <Observations view={view} />
        <ContractNotes view={view} />
        <LatencySection report={report} latency={latency} />
      </main>
      <footer>
        <p>
          Made by <Said text={`${report.suite.name} ${report.suite.version}`} most={200} /> from{' '}
          <code>conformance.json</code>, which has all of it.
        </p>
      </footer>
      <script dangerouslySetInnerHTML={{ __html: script }} />
    </Document>
  );
}

/**
 * `index.html`: one file, a pure function of the report and of the contract that the suite ships.
 * Nothing in it is loaded from elsewhere, and all of it can be read without its script.
 */
export async function renderHtml(report: Report, previous?: Comparison): Promise<string> {
  const latency = await latencyOf(report);
  return documentOf(<Page view={viewOf(report)} latency={latency} previous={previous} />);
}
