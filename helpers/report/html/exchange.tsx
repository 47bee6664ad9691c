/** @jsxImportSource preact */
import type { Exchange, HeaderField } from '../../http/exchange';
import type { Finding } from '../report';
import { renderBody } from './body';
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

export function renderRequest({ request }: Exchange, model: PageModel) {
  const { method, target, headers, body, bodyBytes } = request;
  return (
    <div class="request">
      <h6>
        Request {renderUntrusted(method, 20)} {renderCode(target, 300)}
      </h6>
      {renderHeaders(headers)}
      {body !== undefined && renderBody(body, bodyBytes, model.limits.body)}
    </div>
  );
}

/** Renders a response. `finding` is absent where the exchange only leads to the defect. */
export function renderResponse(exchange: Exchange, model: PageModel, finding?: Finding) {
  const { response, failure, durationMs } = exchange;
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
          {renderBody(response.body, response.bodyBytes, model.limits.body, finding)}
        </>
      )}
    </div>
  );
}
