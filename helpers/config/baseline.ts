import { hash } from 'node:crypto';
import { compileSchema } from '../contract/json-schema';
import { requestGroups, requirements } from '../contract/requirements';
import type {
  Code,
  Requirement,
  RequirementId,
  RequestGroup,
  RequestKind,
} from '../contract/requirements';
import { YamlSource } from '../contract/yaml-source';

/** A deviation that the target's owner knows of. */
export interface Waiver {
  requirement: RequirementId;
  /** Only findings with this code are excused. */
  code: Code;
  /** Only findings after this request, or after one of this group, are excused. */
  request?: RequestKind | RequestGroup;
  /** Only findings there are excused: a JSON pointer (RFC 6901), `*` for any index. */
  property?: string;
  reason: string;
  owner: string;
  /** The last day it holds, YYYY-MM-DD, in UTC. */
  expires: string;
}

/** A waiver with its place in the file. */
export interface WrittenWaiver {
  waiver: Waiver;
  lines: [first: number, last: number];
  expired: boolean;
}

/** An observation held to a value. */
export interface Pin {
  observation: string;
  value: string;
  line: number;
}

/** `conformance.baseline.yaml`; its JSON Schema is `schemas/baseline.schema.json`. */
export interface Baseline {
  file: string;
  sha256: string;
  waivers: WrittenWaiver[];
  pins: Pin[];
}

/** Error about a baseline: a sentence with the line for each problem. */
export class BaselineError extends Error {
  override name = 'BaselineError';

  constructor(readonly problems: string[]) {
    super(problems.join('\n'));
  }
}

type Written = { waivers?: Waiver[]; pins?: Record<string, string> };

const DAY_MS = 86_400_000;
const MAX_DAYS = 366;

/** Returns what is wrong with the code and the request of a waiver, a sentence each. */
function keyProblems(
  { id, codes, request: precision }: Requirement,
  code: Code,
  request: Waiver['request'],
): string[] {
  const problems = [];
  if (codes[code] === undefined) {
    problems.push(`${code} is not a code of ${id}; its codes are ${Object.keys(codes).join(', ')}`);
  }
  if (request === undefined) return problems;
  const requests = precision === 'group' ? [...requestGroups.values()] : [...requestGroups.keys()];
  if (precision === undefined) problems.push(`findings of ${id} have no request`);
  else if (!(requests as string[]).includes(request)) {
    const of = precision === 'group' ? 'group of requests' : 'request';
    problems.push(`${request} is not a ${of}; docs/requirements.md lists them all`);
  }
  return problems;
}

/**
 * Reads a baseline.
 *
 * @param file its name, for messages
 * @param today the day that waivers are held against
 * @throws BaselineError with everything that is wrong with it, by line
 */
export function parseBaseline(file: string, text: string, today: Date): Baseline {
  const source = new YamlSource(file, text);
  const read = source.validate(compileSchema<Written>('baseline.schema.json'));
  if ('problems' in read) throw new BaselineError(read.problems);
  const { waivers = [], pins = {} } = read.content;
  const day = today.toISOString().slice(0, 10);
  const latest = new Date(today.getTime() + MAX_DAYS * DAY_MS).toISOString().slice(0, 10);
  const wrong = waivers.flatMap(({ requirement, code, request, expires }, index) => {
    const known = requirements.find(({ id }) => id === requirement);
    const problems = known
      ? keyProblems(known, code, request)
      : [`${requirement} is not a requirement; docs/requirements.md lists them all`];
    if (expires > latest) {
      problems.push(
        `the waiver of ${requirement} expires on ${expires}; a waiver lasts at most a year, until ${latest}`,
      );
    }
    return problems.map((problem) => source.diagnostic(`/waivers/${String(index)}`, problem));
  });
  if (wrong.length > 0) throw new BaselineError(wrong);
  return {
    file,
    sha256: hash('sha256', text),
    waivers: waivers.map((waiver, index) => {
      const { first, last } = source.nearestLines(`/waivers/${String(index)}`);
      return { waiver, lines: [first, last], expired: waiver.expires < day };
    }),
    pins: Object.entries(pins).map(([observation, value]) => ({
      observation,
      value,
      line: source.nearestLines(`/pins/${observation}`).first,
    })),
  };
}
