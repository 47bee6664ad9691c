/** @jsxImportSource preact */
import type { Exchange, HeaderField } from '../../http/exchange';
import type { Finding } from '../report';
import { Body } from './body';
import type { PageModel } from './page-model';
import { count, renderCode, renderItems, renderUntrusted } from './text';

const MAX_HEADERS = 30;
const MAX_HEADER = 300;

const renderHeaders = (fields: readonly HeaderField[]) => (
  <ul class="headers">
    {renderItems(fields, MAX_HEADERS, 'header field', ([name, value]) => (
      <>
        <b>{renderUntrusted(name, 100)}:</b> {renderUntrusted(value, MAX_HEADER)}
      </>
    ))}
  </ul>
);

interface ExchangeProps {
  exchange: Exchange;
  model: PageModel;
  /** The finding that the response shows; absent where the exchange only leads to it. */
  finding: Finding | undefined;
}

function Request({ exchange: { request }, model }: ExchangeProps) {
  const { method, target, headers, body, bodyBytes } = request;
  return (
    <div class="request">
      <h6>
        Request {renderUntrusted(method, 20)} {renderCode(target, 300)}
      </h6>
      {renderHeaders(headers)}
      {body !== undefined && <Body text={body} bytes={bodyBytes} max={model.limits.body} />}
    </div>
  );
}

function Response({ exchange: { response, failure, durationMs }, model, finding }: ExchangeProps) {
  return (
    <div class="response">
      <h6>
        Response <b>{response ? response.status : 'none'}</b>{' '}
        <span class="dim">in {durationMs.toFixed(1)} ms</span>
      </h6>
      {failure && (
        <p class="failure">
          {renderUntrusted(failure.kind, 40)}: {renderUntrusted(failure.message, 400)}
        </p>
      )}
      {response && (
        <>
          <details class="fields">
            <summary>{count(response.headers.length, 'header field')}</summary>
            {renderHeaders(response.headers)}
          </details>
          <Body
            text={response.body}
            bytes={response.bodyBytes}
            max={model.limits.body}
            finding={finding}
          />
        </>
      )}
    </div>
  );
}

/** One request with its response. */
export function ExchangeView({ number, ...props }: ExchangeProps & { number: number }) {
  const { exchange, finding } = props;
  return (
    <li class="exchange">
      <h5>
        Exchange {number}
        {finding && ', which shows the defect'}
      </h5>
      <Request {...props} />
      <Response {...props} />
      {exchange.note !== undefined && <p class="note">{renderUntrusted(exchange.note)}</p>}
    </li>
  );
}
