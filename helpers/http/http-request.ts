import type { RequestKind } from '../contract/requirements';
import type { Credential } from './credentials';
import type { Exchange, HeaderField } from './exchange';
import type { ReadCommand } from './read-command';

/** Request, byte for byte. Nothing else is sent but the fields listed below. */
export interface HttpRequest {
  /** The kind of request; absent outside of scenarios. */
  kind?: RequestKind;
  method: string;
  /** Path and query, relative to the base URL. */
  target: string;
  /** Undefined for no Authorization header. */
  authorization?: Credential | undefined;
  /** Fields beside those of `headerFields`. */
  headers: readonly HeaderField[];
  body?: string | Buffer | undefined;
  /** Default: application/json. `null`: no Accept header. */
  accept?: string | null;
  /** `null`: no Accept-Encoding header. */
  acceptEncoding?: null;
  /** Default: keep-alive. */
  connection?: 'close';
  /** Fields that the client adds to every request, for a gateway. */
  extraHeaders?: readonly HeaderField[];
  /** Which key the client has if it presents a certificate. */
  clientKey?: Exchange['request']['clientKey'];
  /** Whether the names of all fields are sent in lower case. */
  lowerCase?: true;
  /** How the body is sent. Default: at once, with its Content-Length. */
  framing?: 'chunked' | 'expect-continue' | 'two-segments';
  /** Another client that sends the request in its own form. */
  sentBy?: OtherClient;
  /** A command of the target's owner that runs in place of a request. */
  command?: ReadCommand;
  /** The complete header, in place of all of the above but `extraHeaders`. */
  fields?: readonly HeaderField[];
}

/** HTTP clients beside the suite's own: Playwright's APIRequestContext, Node's fetch, HTTP/2. */
export type OtherClient = 'playwright' | 'fetch' | 'http2';

/** Returns whether a request of a scenario has no credentials, or others than the right token. */
export function testsCredentials({ kind, authorization, command }: HttpRequest): boolean {
  return kind !== undefined && authorization?.kind !== 'sync' && command === undefined;
}
