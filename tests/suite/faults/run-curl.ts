import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readBody } from '../../../helpers/http/body';
import type { ParsedJson } from '../../../helpers/http/json';
import type { Target } from '../../../helpers/config/config';
import { redactAndTruncate, type HeaderField } from '../../../helpers/http/exchange';
import { redactor } from '../../../helpers/http/redact';

/** The output and the end of one curl, as a person sees them. */
export interface Seen {
  exitCode: number;
  /** Absent if there was no status line. */
  response?: {
    status: number;
    headers: HeaderField[];
    /** The value of the whole body; `body` is as much of it as evidence keeps. */
    json: ParsedJson | undefined;
    body: string;
    /** The reason why it is not one JSON text. */
    jsonProblems?: unknown;
  };
}

const MAX_SECONDS = 3;

/** Wraps curl: bounds its time and keeps its output. The lines of the report stay as they are. */
const CURL = `curl() {
  local n=100
  until (set -o noclobber; : >"$SEEN/$n.out") 2>/dev/null; do n=$((n + 1)); done
  command curl --max-time ${String(MAX_SECONDS)} "$@" 2>/dev/null | tee "$SEEN/$n.out"
  echo "\${PIPESTATUS[0]}" >"$SEEN/$n.code"
}
`;

/** Runs the lines of a finding in a shell. Returns one result for each request. */
export async function runLines(script: string, target: Target): Promise<Seen[]> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'by-curl-'));
  const tokens = {
    API_TOKEN: target.token,
    FORBIDDEN_TOKEN: target.forbiddenToken,
    EXPIRED_TOKEN: target.expiredToken,
  };
  try {
    const shell = spawn('bash', ['--noprofile', '--norc', '-c', CURL + script], {
      env: {
        PATH: process.env['PATH'],
        HOME: directory,
        SEEN: directory,
        BASE_URL: target.baseUrl,
        ...tokens,
      },
      stdio: 'ignore',
    });
    await new Promise((resolve) => shell.on('close', resolve));
    const redact = redactor(tokens);
    return readdirSync(directory)
      .filter((name) => name.endsWith('.out'))
      .sort()
      .flatMap((name) => {
        const read = (file: string) => readFileSync(path.join(directory, file));
        return responsesIn(
          Number(read(name.replace(/out$/, 'code')).toString()),
          withoutLineEnd(read(name)),
          redact,
        );
      });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Removes the line end that `-w` prints behind the last body. */
const withoutLineEnd = (printed: Buffer) =>
  printed.at(-1) === 0x0a ? printed.subarray(0, -1) : printed;

const HEAD_END = '\r\n\r\n';

/** Reads what `curl -i` prints: of one request, or of several with `--next`. */
function responsesIn(exitCode: number, printed: Buffer, redact: (text: string) => string): Seen[] {
  const end = printed.indexOf(HEAD_END);
  const head = printed.subarray(0, Math.max(0, end)).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(head[0] ?? '')?.[1]);
  if (Number.isNaN(status)) return [{ exitCode }];
  const rest = printed.subarray(end + HEAD_END.length);
  if (status < 200) return responsesIn(exitCode, rest, redact);
  const headers = head.slice(1).flatMap((line): HeaderField[] => {
    const [, name, value] = /^([^:]+):\s*(.*?)\s*$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, redact(value)]];
  });
  const length = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1];
  const bytes = length === undefined ? rest : rest.subarray(0, Number(length));
  const { text, json, jsonProblems } = readBody(bytes, headers);
  // Behind each body, `-w` prints a line end.
  const next = rest.subarray(bytes.length + (rest[bytes.length] === 0x0a ? 1 : 0));
  return [
    {
      exitCode,
      response: { status, headers, json, body: redactAndTruncate(text, redact), jsonProblems },
    },
    ...(next.length > 0 ? responsesIn(exitCode, next, redact) : []),
  ];
}
