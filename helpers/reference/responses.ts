import type { Request, Response } from './pipeline';

/** A choice of responses. */
export type ResponseFilter = (response: Response, request: Request) => boolean;

export const isSuccess: ResponseFilter = ({ status }) => status === 200;
export const isError: ResponseFilter = ({ status }) => status >= 400;
export const hasBody: ResponseFilter = ({ body }, { method }) =>
  body.length > 0 && method !== 'HEAD';
/** From some seven users on: the size at which servers begin to compress, to stream and to cut. */
export const isLong: ResponseFilter = ({ status, body }) => status === 200 && body.length > 1024;

export function withHeaders(
  response: Response,
  headers: Readonly<Record<string, string>>,
): Response {
  return { ...response, headers: { ...response.headers, ...headers } };
}

export function withoutHeader(response: Response, name: string): Response {
  const kept = Object.entries(response.headers).filter(([other]) => other !== name);
  return { ...response, headers: Object.fromEntries(kept) };
}

export function withText(response: Response, text: string, type?: string): Response {
  const changed = { ...response, body: Buffer.from(text) };
  return type === undefined ? changed : withHeaders(changed, { 'content-type': type });
}

export const withoutChallenge = (response: Response): Response =>
  withoutHeader(response, 'www-authenticate');

/** Returns a response without a body. */
export function emptyResponse(status: number, headers: Response['headers'] = {}): Response {
  return { status, headers, body: Buffer.alloc(0) };
}

export const withJson = (response: Response, value: object): Response =>
  withText(response, JSON.stringify(value));
