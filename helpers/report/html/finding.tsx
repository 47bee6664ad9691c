/** @jsxImportSource preact */
import type { Finding, Instance } from '../report';
import { Difference } from './difference';
import { ExchangeView } from './exchange';
import { count, pieces, Pieces, plain, Prose, Said, Some } from './text';
import type { View } from './view';
import { Badge } from './verdicts';

const MOST_EXCHANGES = 12;
const MOST_OTHER_MESSAGE = 180;

/** The shell lines that show it again; half a command would be worse than none. */
function Reproduce({ script, most }: { script: string; most: number }) {
  const { shown, left } = pieces(script, most, { lines: true });
  return (
    <div class="reproduce">
      <h5>Reproduce</h5>
      {left > 0 ? (
        <p>
          The command is of {count(script.length, 'character')}: it is in{' '}
          <code>conformance.json</code>, as <code>reproduce</code> of this finding.
        </p>
      ) : (
        <>
          <p>
            With <code>$BASE_URL</code> and <code>$API_TOKEN</code> in the environment:
          </p>
          <pre class="body" dir="ltr">
            <Pieces shown={shown} />
          </pre>
          <button type="button" class="copy" hidden>
            Copy
          </button>
        </>
      )}
    </div>
  );
}

function OtherInstance({ instance, view }: { instance: Instance; view: View }) {
  const last = view.scenarioOf.get(instance.exchanges.at(-1) ?? '');
  return (
    <li>
      <bdi>{plain(instance.message, MOST_OTHER_MESSAGE)}</bdi>
      {last && (
        <span class="dim">
          {' '}
          in “<Said text={last.title} most={120} />
          ”, {last.timing.status ?? 'no answer'}
        </span>
      )}
    </li>
  );
}

function Others({ finding: { instances, others }, view }: { finding: Finding; view: View }) {
  if (others.length === 0) return null;
  const most = view.most.others;
  const kept = Math.min(most, others.length);
  return (
    <details class="others">
      <summary>
        {kept < instances - 1 ? `${String(kept)} of the ` : ''}
        {count(instances - 1, 'other instance')}
      </summary>
      <ol>
        <Some
          of={others}
          most={most}
          each={(instance) => <OtherInstance instance={instance} view={view} />}
          rest={() => null}
        />
      </ol>
    </details>
  );
}

/** One defect: what it is, who should have been attached, the smallest evidence, how to see it again. */
export function FindingView({
  finding,
  view,
  anchor,
  open,
}: {
  finding: Finding;
  view: View;
  anchor: string;
  open: boolean;
}) {
  const { signature, message, instances, difference, exchanges, reproduce, waiver } = finding;
  const leftOut = exchanges.length - MOST_EXCHANGES;
  return (
    <details class="finding" id={anchor} open={open}>
      <summary>
        <h4>
          <Prose text={message} />
        </h4>
        <span class="dim">
          {instances > 1 ? `seen ${String(instances)} times; the smallest is shown` : 'seen once'}
        </span>
        {waiver && <Badge verdict="waived" text={`waived until ${plain(waiver.expires, 20)}`} />}
      </summary>
      {difference && <Difference difference={difference} />}
      {leftOut > 0 && (
        <p class="left">{count(leftOut, 'exchange')} before these are in conformance.json.</p>
      )}
      <ol class="exchanges">
        {exchanges.slice(-MOST_EXCHANGES).map((exchange, index, shown) => (
          <ExchangeView
            exchange={exchange}
            view={view}
            number={index + 1 + Math.max(0, leftOut)}
            {...(index === shown.length - 1 && { finding })}
          />
        ))}
      </ol>
      {reproduce !== undefined && <Reproduce script={reproduce} most={2 * view.most.body} />}
      <Others finding={finding} view={view} />
      <p class="dim signature">
        Signature, for a baseline: <Said text={signature} most={400} />
      </p>
    </details>
  );
}
