/** @jsxImportSource preact */
import type { Fleet, FleetRequirement, FleetResult } from '../../fleet/fleet';
import { VERDICTS_IN_ORDER } from '../words';
import { assets } from './assets';
import { Document, documentOf } from './document';
import { When } from './summary';
import { count, plain, Prose, Said, Some } from './text';
import { Badge, RUN_COLOURS, SIGNS } from './verdicts';

const MOST_NOTES = 2;
const MOST_NOTE = 160;
const MOST_NAME = 100;
/** As a heading that stands upright. */
const MOST_HEADING = 40;

const meaning = ({ targets }: Fleet): string => {
  const having = (code: number) => targets.filter(({ exitCode }) => exitCode === code).length;
  const said = [
    [having(1), 'cannot be relied on'],
    [having(2), 'cannot be judged'],
    [having(0), 'may be relied on'],
  ] as const;
  return `Of ${count(targets.length, 'target')}, ${said
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${String(number)} ${what}`)
    .join(', ')}.`;
};

function Name({ result: { name, report }, most }: { result: FleetResult; most: number }) {
  const said = <bdi>{plain(name, most)}</bdi>;
  return report === undefined ? said : <a href={report}>{said}</a>;
}

function Targets({ fleet }: { fleet: Fleet }) {
  return (
    <section>
      <h2 id="targets">Targets</h2>
      <div class="wide" tabIndex={0} role="region" aria-labelledby="targets">
        <table class="fleet">
          <thead>
            <tr>
              <th scope="col">Target</th>
              <th scope="col">Verdict</th>
              {VERDICTS_IN_ORDER.map((verdict) => (
                <th scope="col" class="number">
                  {verdict}
                </th>
              ))}
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {fleet.targets.map((result) => (
              <tr>
                <th scope="row">
                  <Name result={result} most={MOST_NAME} />
                </th>
                <td class="stands">
                  <Badge verdict={RUN_COLOURS[result.verdict]} text={result.verdict} />
                  <Some
                    of={result.notes}
                    most={MOST_NOTES}
                    each={(note) => (
                      <p>
                        <Said text={note} most={MOST_NOTE} />
                      </p>
                    )}
                    rest={(more) => <p>and {count(more, 'more')} in its report</p>}
                  />
                </td>
                {VERDICTS_IN_ORDER.map((verdict) => (
                  <td class="number">{result.counts[verdict]}</td>
                ))}
                <td>{result.startedAt !== undefined && <When iso={result.startedAt} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** What one requirement has come to for one target: a link to what was found. */
function Cell({ id, verdicts, result }: FleetRequirement & { result: FleetResult }) {
  const verdict = Object.hasOwn(verdicts, result.name) ? verdicts[result.name] : undefined;
  if (verdict === undefined) return <td class="dim">–</td>;
  const shown = (
    <>
      <span aria-hidden="true">{SIGNS[verdict]}</span>
      <span class="sr">{verdict}</span>
    </>
  );
  return (
    <td class={verdict}>
      {result.report === undefined ? (
        <span>{shown}</span>
      ) : (
        <a href={`${result.report}#${encodeURIComponent(id)}`}>{shown}</a>
      )}
    </td>
  );
}

/** Each requirement that some target does not keep; the rest in a sentence. */
function Requirements({ fleet: { requirements, targets } }: { fleet: Fleet }) {
  const holds = ({ verdicts }: FleetRequirement) =>
    Object.values(verdicts).every((verdict) => verdict === 'passed' || verdict === 'untested');
  const shown = requirements.filter((requirement) => !holds(requirement));
  const rest = requirements.length - shown.length;
  return (
    <section>
      <h2 id="requirements">Requirements</h2>
      <p class="lead">
        Each that does not hold for every target, those first that the most do not keep. A sign is a
        link to what was found.{' '}
        {rest > 0 &&
          `${count(rest, 'other')} ${rest === 1 ? 'holds' : 'hold'} wherever ${rest === 1 ? 'it was' : 'they were'} tested.`}
      </p>
      {shown.length > 0 && (
        <div class="wide" tabIndex={0} role="region" aria-labelledby="requirements">
          <table class="fleet cells">
            <thead>
              <tr>
                <th scope="col">Requirement</th>
                {targets.map((result) => (
                  <th scope="col">
                    <Name result={result} most={MOST_HEADING} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((requirement) => (
                <tr>
                  <th scope="row">
                    <code>
                      <Said text={requirement.id} most={100} />
                    </code>{' '}
                    <span class="dim">{requirement.level}</span>
                    <span class="sr">
                      <Prose text={requirement.statement} most={400} />
                    </span>
                  </th>
                  {targets.map((result) => (
                    <Cell {...requirement} result={result} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="dim">
        {VERDICTS_IN_ORDER.map((verdict) => (
          <>
            <Badge verdict={verdict} />{' '}
          </>
        ))}
      </p>
    </section>
  );
}

function Page({ fleet }: { fleet: Fleet }) {
  const { style, policy } = assets(['base', 'verdict', 'fleet', 'print']);
  const colour = RUN_COLOURS[fleet.verdict];
  return (
    <Document
      title={`${fleet.verdict}: ${count(fleet.targets.length, 'target')}`}
      style={style}
      policy={policy}
    >
      <main id="main">
        <header class="summary">
          <div class={`banner ${colour}`}>
            <p class="product">Sync Users conformance of a fleet</p>
            <h1>
              <span aria-hidden="true">{SIGNS[colour]}</span> {fleet.verdict}
            </h1>
            <p class="meaning">{meaning(fleet)}</p>
          </div>
        </header>
        <Targets fleet={fleet} />
        <Requirements fleet={fleet} />
      </main>
      <footer>
        <p>
          <code>fleet.json</code> has the same for programs; each target has a report of its own.
        </p>
      </footer>
    </Document>
  );
}

/** `index.html` of a fleet: one file with links into the reports beside it, and no script. */
export function renderFleet(fleet: Fleet): string {
  return documentOf(<Page fleet={fleet} />);
}
