/** @jsxImportSource preact */
import type { RequirementResult } from '../report';
import { formatSources, standardUri } from '../spec-links';
import { describeCause, VERDICTS_IN_ORDER } from '../labels';
import { Section, Table } from './document';
import { renderFinding } from './finding';
import {
  firstLine,
  lineAnchor,
  withVerdict,
  type PageModel,
  type RequirementEntry,
} from './page-model';
import { count, renderCode, renderMarkup, renderUntrusted } from './text';
import { Badge } from './verdicts';

const MAX_SOURCES = 10;
const MAX_STATEMENT = 300;

const BASES = {
  contract: 'stated in the contract',
  standard: 'stated in a standard',
  safety: 'needed for clients to be safe',
} as const;

/** Renders a JSON pointer as a link to its line of the contract, a standard as a link to its text. */
function renderSource(source: string, model: PageModel) {
  const line = firstLine(model, source);
  if (line !== undefined) {
    return (
      <>
        <a href={`#${lineAnchor(line)}`}>openapi.yaml, line {line}</a>{' '}
        <code class="dim">{renderUntrusted(source, 300)}</code>
      </>
    );
  }
  const text = renderUntrusted(source, 300);
  const uri = standardUri(source);
  return uri === undefined ? (
    text
  ) : (
    <a rel="noreferrer" href={uri}>
      {text}
    </a>
  );
}

function describeChecks({ verdict, checks, failed, findings, covers }: RequirementResult): string {
  if (verdict === 'untested') return 'not tested';
  if (failed === 0) return [count(checks, 'check'), covers ?? []].flat().join(', ');
  return `${failed.toLocaleString('en-GB')} of ${count(checks, 'check')} failed, ${count(findings.length, 'finding')}`;
}

function renderRequirement(entry: RequirementEntry, model: PageModel, open: boolean) {
  const { result, anchor, findings, follows } = entry;
  const cause = follows ? result.findings[0]?.consequenceOf : undefined;
  const { id, level, basis, statement, verdict, reason } = result;
  const left = result.findings.length - findings.length;
  return (
    <li class={follows ? 'follows' : verdict === 'passed' ? 'one-of-many' : undefined}>
      <details
        class={`requirement ${verdict}`}
        id={anchor}
        data-verdict={verdict}
        data-level={level}
        data-basis={basis}
        open={open}
      >
        <summary>
          <h3>
            <Badge verdict={verdict} /> {renderCode(id)}
          </h3>
          <span class="dim meta">
            {level}, {basis} · {describeChecks(result)}
          </span>
          <span class="statement">{renderMarkup(statement)}</span>
        </summary>
        <dl class="facts">
          {cause && (
            <>
              <dt>Follows from</dt>
              <dd>{renderUntrusted(describeCause(cause))}</dd>
            </>
          )}
          <dt>Source</dt>
          <dd>
            <ul>
              {formatSources(result)
                .slice(0, MAX_SOURCES)
                .map((source) => (
                  <li>{renderSource(source, model)}</li>
                ))}
            </ul>
          </dd>
          <dt>Basis</dt>
          <dd>
            {basis}: {BASES[basis]}
          </dd>
          {reason !== undefined && (
            <>
              <dt>Not tested because</dt>
              <dd>{renderUntrusted(reason)}</dd>
            </>
          )}
        </dl>
        {findings.map((finding, index) =>
          renderFinding(id, finding, model, `${anchor}--${String(index + 1)}`, index === 0),
        )}
        {left > 0 && <p class="left">{count(left, 'more finding')} in conformance.json.</p>}
      </details>
    </li>
  );
}

function renderSelect(label: string, name: string, options: readonly string[]) {
  return (
    <label>
      {label}{' '}
      <select name={name}>
        <option value="">any</option>
        {options.map((option) => (
          <option>{option}</option>
        ))}
      </select>
    </label>
  );
}

function Filters({ model }: { model: PageModel }) {
  return (
    <search id="filters" aria-label="Filter requirements" hidden>
      <fieldset>
        <legend>Verdict</legend>
        {VERDICTS_IN_ORDER.map((verdict) => (
          <label class="chip">
            <input type="checkbox" name="verdict" value={verdict} />
            <Badge
              verdict={verdict}
              text={`${verdict} ${String(withVerdict(model, verdict).length)}`}
            />
          </label>
        ))}
      </fieldset>
      {renderSelect('Level', 'level', ['MUST', 'SHOULD'])}
      {renderSelect('Basis', 'basis', Object.keys(BASES))}
      <label class="grow">
        Text <input type="search" name="text" autocomplete="off" spellcheck={false} />
      </label>
      <button type="button" id="clear">
        Clear
      </button>
      <p role="status" id="matches"></p>
    </search>
  );
}

/** The passed requirements, one row each. Print shows this table in place of their entries. */
function Passed({ model }: { model: PageModel }) {
  const passed = withVerdict(model, 'passed').map(({ result }) => result);
  if (passed.length === 0) return null;
  return (
    <div class="on-paper">
      <h3>Passed</h3>
      <Table class="passed-table" columns={['requirement', 'level', 'statement', 'tested']}>
        {passed.map((result) => (
          <tr>
            <th scope="row">{renderCode(result.id)}</th>
            <td>{result.level}</td>
            <td>{renderMarkup(result.statement, MAX_STATEMENT)}</td>
            <td>{renderUntrusted(describeChecks(result), MAX_STATEMENT)}</td>
          </tr>
        ))}
      </Table>
    </div>
  );
}

/** Every requirement, failures first, each with its findings. */
export function Requirements({ model }: { model: PageModel }) {
  return (
    <Section
      id="requirements"
      title="Requirements"
      lead="Every requirement of this run: failures first, the most harmful to clients at the top, and under each the requirements that fail because of it."
    >
      <Filters model={model} />
      <ol class="requirements" id="requirement-list">
        {model.entries.map((entry, index) =>
          renderRequirement(
            entry,
            model,
            index === 0 && ['failed', 'warning'].includes(entry.result.verdict),
          ),
        )}
      </ol>
      <Passed model={model} />
    </Section>
  );
}
