/** @jsxImportSource preact */
import type { RequirementResult } from '../report';
import { sourcesOf, standardUri } from '../sources';
import { VERDICTS_IN_ORDER } from '../words';
import { FindingView } from './finding';
import { Prose, Said, count } from './text';
import { Badge } from './verdicts';
import { lineAnchor, lineOf, type Shown, type View } from './view';

const BASES = {
  contract: 'the contract says so',
  standard: 'a standard says so',
  safety: 'any client needs it to be safe',
} as const;

/** A JSON pointer as a link to its line, a section of an RFC as one to its text. */
export function Source({ source, view }: { source: string; view: View }) {
  const line = source.startsWith('#/') ? lineOf(view, source) : undefined;
  if (line !== undefined) {
    return (
      <>
        <a href={`#${lineAnchor(line)}`}>openapi.yaml, line {line}</a>{' '}
        <code class="dim">
          <Said text={source} most={300} />
        </code>
      </>
    );
  }
  const page = standardUri(source);
  if (page === undefined) return <Said text={source} most={300} />;
  return (
    <a rel="noreferrer" href={page}>
      <Said text={source} most={300} />
    </a>
  );
}

function counts({ verdict, checks, failed, findings }: RequirementResult): string {
  if (verdict === 'untested') return 'not tested';
  if (failed === 0) return count(checks, 'check');
  return `${failed.toLocaleString('en-GB')} of ${count(checks, 'check')} failed, ${count(findings.length, 'finding')}`;
}

function Requirement({ shown, view, open }: { shown: Shown; view: View; open: boolean }) {
  const { result, anchor, findings } = shown;
  const { id, level, basis, statement, verdict, reason } = result;
  const leftOut = result.findings.length - findings.length;
  return (
    <li>
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
            <Badge verdict={verdict} />{' '}
            <code>
              <Said text={id} most={100} />
            </code>
          </h3>
          <span class="dim meta">
            {level}, {basis} · {counts(result)}
          </span>
          <span class="statement">
            <Prose text={statement} />
          </span>
        </summary>
        <dl class="facts">
          <dt>Source</dt>
          <dd>
            <ul>
              {sourcesOf(result)
                .slice(0, 10)
                .map((source) => (
                  <li>
                    <Source source={source} view={view} />
                  </li>
                ))}
            </ul>
          </dd>
          <dt>Basis</dt>
          <dd>
            {basis}: {BASES[basis]}
          </dd>
          {reason !== undefined && (
            <>
              <dt>Why untested</dt>
              <dd>
                <Said text={reason} />
              </dd>
            </>
          )}
        </dl>
        {findings.map((finding, index) => (
          <FindingView
            finding={finding}
            view={view}
            anchor={`${anchor}--${String(index + 1)}`}
            open={index === 0}
          />
        ))}
        {leftOut > 0 && <p class="left">{count(leftOut, 'more finding')} in conformance.json.</p>}
      </details>
    </li>
  );
}

function Filters({ view }: { view: View }) {
  const has = (verdict: string) =>
    view.requirements.filter(({ result }) => result.verdict === verdict).length;
  return (
    <search id="filters" aria-label="Filter requirements" hidden>
      <fieldset>
        <legend>Verdict</legend>
        {VERDICTS_IN_ORDER.map((verdict) => (
          <label class="chip">
            <input type="checkbox" name="verdict" value={verdict} />
            <Badge verdict={verdict} text={`${verdict} ${String(has(verdict))}`} />
          </label>
        ))}
      </fieldset>
      <label>
        Level{' '}
        <select name="level">
          <option value="">any</option>
          <option>MUST</option>
          <option>SHOULD</option>
        </select>
      </label>
      <label>
        Basis{' '}
        <select name="basis">
          <option value="">any</option>
          {Object.keys(BASES).map((basis) => (
            <option>{basis}</option>
          ))}
        </select>
      </label>
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

/** Every requirement, failures first, each with its findings. */
export function Requirements({ view }: { view: View }) {
  const worst = view.requirements[0]?.result.verdict;
  return (
    <section aria-labelledby="requirements">
      <h2 id="requirements">Requirements</h2>
      <p class="lead">
        What the server is held to, failures first, those that do the most harm before the others.
      </p>
      <Filters view={view} />
      <ol class="requirements" id="requirement-list">
        {view.requirements.map((shown, index) => (
          <Requirement
            shown={shown}
            view={view}
            open={index === 0 && (worst === 'failed' || worst === 'warning')}
          />
        ))}
      </ol>
    </section>
  );
}
