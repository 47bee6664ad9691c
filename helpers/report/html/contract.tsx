/** @jsxImportSource preact */
import { contractNotes } from '../contract-notes';
import {
  lineVerdict,
  mapContractLines,
  type ContractLine,
  type LineVerdict,
} from './contract-coverage';
import { Section } from './document';
import { compareByImpact } from '../impact';
import { firstLine, lineAnchor, type PageModel } from './page-model';
import { count, linkRequirement, renderItems, renderMarkup, renderUntrusted } from './text';
import { Badge, SIGNS } from './verdicts';

const MAX_FINDINGS = 3;
const MAX_NAMES = 2;

const LEGEND: Readonly<Record<LineVerdict, string>> = {
  failed: 'red',
  warning: 'amber',
  waived: 'amber',
  partial: 'partly green: some requirements passed, the others were not tested',
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
        A line has the worst verdict of the requirements that cite it. A line that no requirement
        cites has the verdict of the innermost cited block around it, in a paler colour. Lines
        outside any cited block have no requirements.
      </li>
    </ul>
  );
}

/** The requirements of a line, with their findings. */
function LineDetails({ line, model }: { line: ContractLine; model: PageModel }) {
  const entries = [...line.requirements]
    .sort(compareByImpact)
    .flatMap((result) => model.entries.find((entry) => entry.result === result) ?? []);
  return (
    <div class="line-details">
      {!line.direct && <p class="dim">These requirements cite the block around this line.</p>}
      <ul>
        {entries.map(({ result, anchor, findings }) => (
          <li>
            <Badge verdict={result.verdict} /> {linkRequirement(result.id, anchor)}{' '}
            <span class="dim">
              {result.verdict === 'untested'
                ? renderUntrusted(result.reason ?? '', 200)
                : count(result.checks, 'check')}
            </span>
            <span class="statement">{renderMarkup(result.statement)}</span>
            {findings.length > 0 && (
              <ul class="messages">
                {renderItems(findings, MAX_FINDINGS, 'finding', ({ message }, index) => (
                  <>
                    <a href={`#${anchor}--${String(index + 1)}`}>Finding {index + 1}</a>{' '}
                    {renderMarkup(message, 300)}
                  </>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The first requirements that give a line its verdict, at the end of the line. */
function LineRequirements({ line, verdict }: { line: ContractLine; verdict: LineVerdict }) {
  const decisive = line.requirements.filter((result) => result.verdict === verdict);
  const ids = (decisive.length > 0 ? decisive : [...line.requirements])
    .sort(compareByImpact)
    .map(({ id }) => id);
  const more = ids.length - MAX_NAMES;
  return (
    <span class="line-requirements" aria-hidden="true">
      {renderUntrusted(ids.slice(0, MAX_NAMES).join(', '), 60)}
      {more > 0 && ` +${String(more)}`}
    </span>
  );
}

const coverageKey = ({ requirements, direct }: ContractLine) =>
  [String(direct), ...requirements.map(({ id }) => id)].join(' ');

function renderLine(line: ContractLine, previous: ContractLine | undefined, model: PageModel) {
  const verdict = lineVerdict(line.requirements);
  const repeated = previous !== undefined && coverageKey(previous) === coverageKey(line);
  const classes = verdict
    ? [verdict, line.direct ? 'direct' : 'within', ...(repeated ? ['repeated'] : [])]
    : [];
  const row = (
    <>
      <span class="sign" aria-hidden="true">
        {verdict && SIGNS[verdict]}
      </span>
      <span class="number">{line.number}</span>
      <code>{line.text === '' ? ' ' : line.text}</code>
    </>
  );
  return (
    <li id={lineAnchor(line.number)} class={['line', ...classes].join(' ')}>
      {verdict ? (
        <details>
          <summary class="row">
            {row}
            <span class="sr">
              {verdict}, {count(line.requirements.length, 'requirement')}
            </span>
            {!repeated && <LineRequirements line={line} verdict={verdict} />}
          </summary>
          <LineDetails line={line} model={model} />
        </details>
      ) : (
        <div class="row">{row}</div>
      )}
    </li>
  );
}

/** The contract, each line with the verdict of its requirements. */
export function Contract({ model }: { model: PageModel }) {
  const { contract, report } = model;
  if (contract === undefined) {
    return (
      <Section id="contract" title="The contract, line by line">
        <p class="warning-box">
          This run used another contract than the one shipped with this version of the suite
          (SHA-256 <code>{report.contract.sha256.slice(0, 64)}</code>), so its lines cannot be shown
          here. The requirements below are those of the run.
        </p>
      </Section>
    );
  }
  return (
    <Section
      id="contract"
      title="The contract, line by line"
      lead={
        <>
          <code>openapi.yaml</code> as published. Each line shows the verdict of the requirements
          that cite it. Open a line to see these requirements and their findings.
        </>
      }
    >
      <Legend />
      <ol class="contract">
        {mapContractLines(contract, report.requirements).map((line, index, lines) =>
          renderLine(line, lines[index - 1], model),
        )}
      </ol>
    </Section>
  );
}

/** Oddities of the contract, for its authors. */
export function ContractNotes({ model }: { model: PageModel }) {
  return (
    <Section
      id="contract-notes"
      title="Notes on the contract"
      lead="For the authors of the contract. These notes do not affect the verdict."
    >
      <ul class="notes">
        {contractNotes.map(({ pointer, title, text }) => {
          const line = firstLine(model, pointer);
          return (
            <li>
              <h3>{renderMarkup(title)}</h3>
              <p>
                {renderMarkup(text)}{' '}
                {line !== undefined && (
                  <a href={`#${lineAnchor(line)}`}>openapi.yaml, line {line}</a>
                )}
              </p>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
