/** @jsxImportSource preact */
import type { Fleet, FleetRequirement, FleetResult } from '../fleet';
import { VERDICTS_IN_ORDER } from '../labels';
import { Document, renderDocument, Scrollable, Section, Table } from './document';
import {
  count,
  renderCode,
  renderMarkup,
  renderRest,
  renderUntrusted,
  Timestamp,
  toPlainText,
} from './text';
import { Badge, Banner, RUN_COLOURS, SIGNS } from './verdicts';

const MAX_NOTES = 2;
const MAX_NOTE = 160;
const MAX_NAME = 100;
/** Of a name in an upright heading. */
const MAX_HEADING = 40;

function explainVerdict({ targets }: Fleet): string {
  const groups = [
    [1, 'failed'],
    [2, 'inconclusive'],
    [0, 'passed'],
  ] as const;
  const numbers = groups
    .map(([code, name]) => [targets.filter(({ exitCode }) => exitCode === code).length, name])
    .filter(([number]) => number !== 0);
  return `${count(targets.length, 'target')}: ${numbers.map((each) => each.join(' ')).join(', ')}.`;
}

function renderName({ name, report }: FleetResult, max: number) {
  const text = <bdi>{toPlainText(name, max)}</bdi>;
  return report === undefined ? text : <a href={report}>{text}</a>;
}

function renderTarget(result: FleetResult) {
  return (
    <tr>
      <th scope="row">{renderName(result, MAX_NAME)}</th>
      <td class="verdict">
        <Badge verdict={RUN_COLOURS[result.verdict]} text={result.verdict} />
        {result.notes.slice(0, MAX_NOTES).map((note) => (
          <p>{renderUntrusted(note, MAX_NOTE)}</p>
        ))}
        {renderRest(result.notes, MAX_NOTES, 'note')}
      </td>
      {VERDICTS_IN_ORDER.map((verdict) => (
        <td class="number">{result.counts[verdict]}</td>
      ))}
      <td>{result.startedAt !== undefined && <Timestamp iso={result.startedAt} />}</td>
    </tr>
  );
}

/** Renders the verdict of one requirement for one target, as a link to its findings. */
function renderCell({ id, verdicts }: FleetRequirement, { name, report }: FleetResult) {
  const verdict = Object.hasOwn(verdicts, name) ? verdicts[name] : undefined;
  if (verdict === undefined) return <td class="dim">–</td>;
  const sign = (
    <>
      <span aria-hidden="true">{SIGNS[verdict]}</span>
      <span class="sr">{verdict}</span>
    </>
  );
  return (
    <td class={verdict}>
      {report === undefined ? (
        <span>{sign}</span>
      ) : (
        <a href={`${report}#${encodeURIComponent(id)}`}>{sign}</a>
      )}
    </td>
  );
}

function renderRequirement(requirement: FleetRequirement, targets: readonly FleetResult[]) {
  return (
    <tr>
      <th scope="row">
        {renderCode(requirement.id)} <span class="dim">{requirement.level}</span>
        <span class="sr">{renderMarkup(requirement.statement, 400)}</span>
      </th>
      {targets.map((result) => renderCell(requirement, result))}
    </tr>
  );
}

const holdsEverywhere = ({ verdicts }: FleetRequirement) =>
  Object.values(verdicts).every((verdict) => verdict === 'passed' || verdict === 'untested');

/** The requirements that some target does not meet; the others as a number. */
function Requirements({ fleet: { requirements, targets } }: { fleet: Fleet }) {
  const shown = requirements.filter((requirement) => !holdsEverywhere(requirement));
  const others = requirements.length - shown.length;
  const names = targets.map((result) => renderName(result, MAX_HEADING));
  return (
    <Section
      id="requirements"
      title="Requirements"
      lead={
        'Requirements that at least one target does not meet, the most widely failed first. Each ' +
        'sign links to the findings.' +
        (others > 0 ? ` ${count(others, 'other requirement')} passed wherever tested.` : '')
      }
    >
      {shown.length > 0 && (
        <Scrollable label="Requirements">
          <Table class="fleet cells" columns={['Requirement', ...names]}>
            {shown.map((requirement) => renderRequirement(requirement, targets))}
          </Table>
        </Scrollable>
      )}
      <p class="dim">{VERDICTS_IN_ORDER.map((verdict) => [<Badge verdict={verdict} />, ' '])}</p>
    </Section>
  );
}

/** Renders `index.html` of a fleet: one file without a script, with links to its reports. */
export function renderFleet(fleet: Fleet): string {
  const { verdict, targets } = fleet;
  return renderDocument(
    <Document
      title={`${verdict}: ${count(targets.length, 'target')}`}
      styles={['base', 'verdict', 'fleet', 'print']}
    >
      <main id="main">
        <header class="summary">
          <Banner verdict={verdict} product="Sync Users conformance of a fleet">
            <p class="meaning">{explainVerdict(fleet)}</p>
          </Banner>
        </header>
        <Section id="targets" title="Targets">
          <Scrollable label="Targets">
            <Table class="fleet" columns={['Target', 'Verdict', ...VERDICTS_IN_ORDER, 'Started']}>
              {targets.map(renderTarget)}
            </Table>
          </Scrollable>
        </Section>
        <Requirements fleet={fleet} />
      </main>
      <footer>
        <p>
          <code>fleet.json</code> has the same data in a machine-readable form. Each target has a
          report of its own.
        </p>
      </footer>
    </Document>,
  );
}
