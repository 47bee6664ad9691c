/** @jsxImportSource preact */
import { contractNotes } from '../contract-notes';
import { contractLines, lineVerdict, type ContractLine, type LineVerdict } from './citations';
import { compareByImpact } from './impact';
import { count, Prose, Said, Some } from './text';
import { Badge, SIGNS } from './verdicts';
import { lineAnchor, lineOf, type View } from './view';

const MOST_MESSAGES = 3;
const MOST_NAMED = 2;

const LEGEND: Readonly<Record<LineVerdict, string>> = {
  failed: 'red',
  warning: 'amber',
  waived: 'amber',
  partly: 'green in part: what was tested passed',
  untested: 'grey',
  passed: 'green',
};

function Legend() {
  return (
    <ul class="legend">
      {Object.entries(LEGEND).map(([verdict, text]) => (
        <li>
          <Badge verdict={verdict as LineVerdict} /> {text}
        </li>
      ))}
      <li class="wide">
        A line has the worst verdict of the requirements that cite it. One that none cites has,
        paler, the verdict of the innermost cited block around it; a line of no such block holds a
        server to nothing.
      </li>
    </ul>
  );
}

/** What a line carries: the requirements, those that failed with what was found. */
function Carried({ line, view }: { line: ContractLine; view: View }) {
  return (
    <div class="carried">
      {!line.direct && <p class="dim">Cited as a part of the block that it stands in.</p>}
      <ul>
        {[...line.cites].sort(compareByImpact).map((result) => {
          const shown = view.requirements.find((each) => each.result === result);
          if (!shown) return null;
          return (
            <li>
              <Badge verdict={result.verdict} />{' '}
              <a href={`#${shown.anchor}`}>
                <code>
                  <Said text={result.id} most={100} />
                </code>
              </a>{' '}
              <span class="dim">
                {result.verdict === 'untested' ? (
                  <Said text={result.reason ?? ''} most={200} />
                ) : (
                  count(result.checks, 'check')
                )}
              </span>
              <span class="statement">
                <Prose text={result.statement} />
              </span>
              {shown.findings.length > 0 && (
                <ul class="messages">
                  <Some
                    of={shown.findings}
                    most={MOST_MESSAGES}
                    each={(finding, index) => (
                      <li>
                        <a href={`#${shown.anchor}--${String(index + 1)}`}>Finding {index + 1}</a>{' '}
                        <Prose text={finding.message} most={300} />
                      </li>
                    )}
                    rest={(more) => <li class="left">and {count(more, 'more finding')}</li>}
                  />
                </ul>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** At the end of a line: those of its requirements that want somebody, or else the first of all. */
function Cites({ of, verdict }: { of: ContractLine['cites']; verdict: LineVerdict }) {
  const wanting = of.filter((result) => result.verdict === verdict);
  const ids = (wanting.length > 0 ? wanting : [...of]).sort(compareByImpact).map(({ id }) => id);
  const more = ids.length - MOST_NAMED;
  return (
    <span class="cites" aria-hidden="true">
      <Said text={ids.slice(0, MOST_NAMED).join(', ')} most={60} />
      {more > 0 && ` +${String(more)}`}
    </span>
  );
}

const ids = ({ cites, direct }: ContractLine) =>
  [String(direct), ...cites.map(({ id }) => id)].join(' ');

function Line({
  line,
  before,
  view,
}: {
  line: ContractLine;
  before: ContractLine | undefined;
  view: View;
}) {
  const again = before !== undefined && ids(before) === ids(line);
  const verdict = lineVerdict(line.cites);
  const code = (
    <>
      <span class="number">{line.number}</span>
      <code>{line.text === '' ? ' ' : line.text}</code>
    </>
  );
  if (!verdict) {
    return (
      <li id={lineAnchor(line.number)} class="line">
        <div class="row">
          <span class="sign"></span>
          {code}
        </div>
      </li>
    );
  }
  return (
    <li
      id={lineAnchor(line.number)}
      class={`line ${verdict} ${line.direct ? 'direct' : 'within'}${again ? ' again' : ''}`}
    >
      <details>
        <summary class="row">
          <span class="sign" aria-hidden="true">
            {SIGNS[verdict]}
          </span>
          {code}
          <span class="sr">
            {verdict}, {count(line.cites.length, 'requirement')}
          </span>
          {!again && <Cites of={line.cites} verdict={verdict} />}
        </summary>
        <Carried line={line} view={view} />
      </details>
    </li>
  );
}

/** The contract itself, each line with a verdict: what no requirement carries is plain. */
export function Contract({ view }: { view: View }) {
  const { contract, report } = view;
  return (
    <section aria-labelledby="contract">
      <h2 id="contract">The contract, line by line</h2>
      {contract !== undefined ? (
        <>
          <p class="lead">
            <code>openapi.yaml</code> as published. Each line has the verdict of the requirements
            that cite it: open one to see them, and what was found.
          </p>
          <Legend />
          <ol class="contract">
            {contractLines(contract, report.requirements).map((line, index, lines) => (
              <Line line={line} before={lines[index - 1]} view={view} />
            ))}
          </ol>
        </>
      ) : (
        <p class="warning-box">
          This run held the server to another contract than the one that comes with this version of
          the suite (SHA-256 <code>{report.contract.sha256.slice(0, 64)}</code>), so its lines
          cannot be shown here. The requirements below are those of the run.
        </p>
      )}
    </section>
  );
}

/** What is odd about the contract itself, and counts for or against no server. */
export function ContractNotes({ view }: { view: View }) {
  return (
    <section aria-labelledby="contract-notes">
      <h2 id="contract-notes">Notes on the contract itself</h2>
      <p class="lead">For its authors. Nothing here counts for or against the server.</p>
      <ul class="notes">
        {contractNotes.map(({ pointer, title, text }) => {
          const line = lineOf(view, pointer);
          return (
            <li>
              <h3>
                <Prose text={title} />
              </h3>
              <p>
                <Prose text={text} />{' '}
                {line !== undefined && (
                  <a href={`#${lineAnchor(line)}`}>openapi.yaml, line {line}</a>
                )}
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
