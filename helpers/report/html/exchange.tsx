/** @jsxImportSource preact */
import type { Exchange, HeaderField } from '../../exchange';
import type { Finding } from '../report';
import { Body } from './body';
import { count, Said, Some } from './text';
import type { View } from './view';

const MOST_HEADERS = 30;
const MOST_HEADER = 300;

function Headers({ fields }: { fields: readonly HeaderField[] }) {
  return (
    <ul class="headers">
      <Some
        of={fields}
        most={MOST_HEADERS}
        each={([name, value]) => (
          <li>
            <b>
              <Said text={name} most={100} />:
            </b>{' '}
            <Said text={value} most={MOST_HEADER} />
          </li>
        )}
        rest={(more) => <li class="left">… {count(more, 'more field')}</li>}
      />
    </ul>
  );
}

function Response({
  exchange,
  view,
  finding,
}: {
  exchange: Exchange;
  view: View;
  finding?: Finding;
}) {
  const { response, failure, durationMs } = exchange;
  return (
    <div class="came">
      <h6>
        Came <b>{response ? response.status : 'no answer'}</b>{' '}
        <span class="dim">in {durationMs.toFixed(1)} ms</span>
      </h6>
      {failure && (
        <p class="failure">
          <Said text={failure.kind} most={40} />: <Said text={failure.message} most={400} />
        </p>
      )}
      {response && (
        <>
          <details class="fields">
            <summary>{count(response.headers.length, 'header field')}</summary>
            <Headers fields={response.headers} />
          </details>
          <Body
            text={response.body}
            bytes={response.bodyBytes}
            most={view.most.body}
            {...(finding && { finding })}
          />
        </>
      )}
    </div>
  );
}

/** One request and what came of it; with a finding, the last one, that shows it. */
export function ExchangeView({
  exchange,
  view,
  number,
  finding,
}: {
  exchange: Exchange;
  view: View;
  number: number;
  finding?: Finding;
}) {
  const { request, note } = exchange;
  return (
    <li class="exchange">
      <h5>
        Exchange {number}
        {finding ? ', which shows it' : ''}
      </h5>
      <div class="asked">
        <h6>
          Asked <Said text={request.method} most={20} />{' '}
          <code>
            <Said text={request.target} most={300} />
          </code>
        </h6>
        <Headers fields={request.headers} />
        {request.body !== undefined && (
          <Body text={request.body} bytes={request.bodyBytes} most={view.most.body} />
        )}
      </div>
      <Response exchange={exchange} view={view} {...(finding && { finding })} />
      {note !== undefined && (
        <p class="note">
          <Said text={note} />
        </p>
      )}
    </li>
  );
}
