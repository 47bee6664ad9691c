/** @jsxImportSource preact */
import type { Fleet, FleetRequirement, FleetResult } from '../fleet';
import { VERDICTS_IN_ORDER } from '../labels';
import { readAssets } from './assets';
import { Document, renderDocument, Scrollable, Section } from './document';
import {
  count,
  renderCode,
  renderColumns,
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

function TargetRow({ result }: { result: FleetResult }) {
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

function Targets({ fleet }: { fleet: Fleet }) {
  return (
    <Section id="targets" title="Targets">
      <Scrollable label="Targets">
        <table class="fleet">
          {renderColumns(['Target', 'Verdict', ...VERDICTS_IN_ORDER, 'Started'])}
          <tbody>
            {fleet.targets.map((result) => (
              <TargetRow result={result} />
            ))}
          </tbody>
        </table>
      </Scrollable>
    </Section>
  );
}

/** The verdict of one requirement for one target, as a link to its findings. */
function Cell({ id, verdicts, result }: FleetRequirement & { result: FleetResult }) {
  const verdict = Object.hasOwn(verdicts, result.name) ? verdicts[result.name] : undefined;
  if (verdict === undefined) return <td class="dim">–</td>;
  const sign = (
    <>
      <span aria-hidden="true">{SIGNS[verdict]}</span>
      <span class="sr">{verdict}</span>
    </>
  );
  return (
    <td class={verdict}>
      {result.report === undefined ? (
        <span>{sign}</span>
      ) : (
        <a href={`${result.report}#${encodeURIComponent(id)}`}>{sign}</a>
      )}
    </td>
  );
}

function RequirementTable({ fleet: { requirements, targets } }: { fleet: Fleet }) {
  return (
    <Scrollable label="Requirements">
      <table class="fleet cells">
        {renderColumns([
          'Requirement',
          ...targets.map((result) => renderName(result, MAX_HEADING)),
        ])}
        <tbody>
          {requirements.map((requirement) => (
            <tr>
              <th scope="row">
                {renderCode(requirement.id)} <span class="dim">{requirement.level}</span>
                <span class="sr">{renderMarkup(requirement.statement, 400)}</span>
              </th>
              {targets.map((result) => (
                <Cell {...requirement} result={result} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}

const holdsEverywhere = ({ verdicts }: FleetRequirement) =>
  Object.values(verdicts).every((verdict) => verdict === 'passed' || verdict === 'untested');

/** The requirements that some target does not meet; the others as a number. */
function Requirements({ fleet }: { fleet: Fleet }) {
  const shown = fleet.requirements.filter((requirement) => !holdsEverywhere(requirement));
  const others = fleet.requirements.length - shown.length;
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
      {shown.length > 0 && <RequirementTable fleet={{ ...fleet, requirements: shown }} />}
      <p class="dim">
        {VERDICTS_IN_ORDER.map((verdict) => (
          <>
            <Badge verdict={verdict} />{' '}
          </>
        ))}
      </p>
    </Section>
  );
}

function Page({ fleet }: { fleet: Fleet }) {
  const { style, policy } = readAssets(['base', 'verdict', 'fleet', 'print']);
  return (
    <Document
      title={`${fleet.verdict}: ${count(fleet.targets.length, 'target')}`}
      style={style}
      policy={policy}
    >
      <main id="main">
        <header class="summary">
          <Banner verdict={fleet.verdict} product="Sync Users conformance of a fleet">
            <p class="meaning">{explainVerdict(fleet)}</p>
          </Banner>
        </header>
        <Targets fleet={fleet} />
        <Requirements fleet={fleet} />
      </main>
      <footer>
        <p>
          <code>fleet.json</code> has the same data in a machine-readable form. Each target has a
          report of its own.
        </p>
      </footer>
    </Document>
  );
}

/** Renders `index.html` of a fleet: one file without a script, with links to its reports. */
export function renderFleet(fleet: Fleet): string {
  return renderDocument(<Page fleet={fleet} />);
}
