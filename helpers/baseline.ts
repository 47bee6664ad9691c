import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { defectsOf, type Check, type Defect } from './check';
import { anyIndex } from './json';
import { Lines } from './lines';
import { requirements, type RequirementId } from './requirements';

/** A deviation that the target's owner knows of. */
export interface Waiver {
  requirement: RequirementId;
  /** Only findings there are excused: a JSON pointer (RFC 6901), `*` for any index. */
  property?: string;
  /** Only the finding with this signature is excused. */
  signature?: string;
  reason: string;
  owner: string;
  /** The last day it holds, YYYY-MM-DD, in UTC. */
  expires: string;
}

/** A waiver as it stands in the file. */
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

/** What is wrong with a baseline, a sentence each, with the line. */
export class BaselineError extends Error {
  override name = 'BaselineError';

  constructor(readonly problems: string[]) {
    super(problems.join('\n'));
  }
}

const SCHEMA_FILE = path.join(__dirname, '..', 'schemas', 'baseline.schema.json');

type Written = { waivers?: Waiver[]; pins?: Record<string, string> };

/** Compiled where there is a baseline: each worker loads this file, and most have none. */
function compiled(): ValidateFunction<Written> {
  const ajv = new Ajv2020({ allErrors: true, strict: true });
  addFormats(ajv);
  return ajv.compile<Written>(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as object);
}

const DAY_MS = 86_400_000;
const MOST_DAYS = 366;

/**
 * Reads a baseline.
 *
 * @param file its name, for messages
 * @param today the day that waivers are held against
 * @throws BaselineError with everything that is wrong with it, by line
 */
export function parseBaseline(file: string, text: string, today: Date): Baseline {
  const lines = new Lines(file, text);
  const read = lines.read(compiled());
  if ('problems' in read) throw new BaselineError(read.problems);
  const { waivers = [], pins = {} } = read.content;
  const day = today.toISOString().slice(0, 10);
  const latest = new Date(today.getTime() + MOST_DAYS * DAY_MS).toISOString().slice(0, 10);
  const wrong = waivers.flatMap(({ requirement, expires }, index) => {
    const [line] = lines.of(`/waivers/${String(index)}`);
    return [
      ...(requirements.some(({ id }) => id === requirement)
        ? []
        : [
            lines.problem(
              line,
              `${requirement} is no requirement; schemas/requirements.yaml has them all`,
            ),
          ]),
      ...(expires > latest
        ? [
            lines.problem(
              line,
              `the waiver of ${requirement} expires on ${expires}, and may last a year at most: until ${latest}`,
            ),
          ]
        : []),
    ];
  });
  if (wrong.length > 0) throw new BaselineError(wrong);
  return {
    file,
    sha256: createHash('sha256').update(text).digest('hex'),
    waivers: waivers.map((waiver, index) => ({
      waiver,
      lines: lines.of(`/waivers/${String(index)}`),
      expired: waiver.expires < day,
    })),
    pins: Object.entries(pins).map(([observation, value]) => ({
      observation,
      value,
      line: lines.of(`/pins/${observation}`)[0],
    })),
  };
}

/** Whether a waiver, in force, is about a defect of a requirement. */
export function excuses(
  { waiver, expired }: WrittenWaiver,
  id: RequirementId,
  defect: Defect,
): boolean {
  const { requirement, property, signature } = waiver;
  if (expired || requirement !== id) return false;
  if (signature !== undefined && signature !== defect.signature) return false;
  if (property === undefined) return true;
  const within = (place: string) => place === property || place.startsWith(`${property}/`);
  return defect.places.length > 0 && defect.places.map(anyIndex).every(within);
}

/** Whether all that is wrong with a failed check is excused. */
export function isWaived(check: Check, baseline: Baseline | undefined): boolean {
  return (
    baseline !== undefined &&
    defectsOf(check).every((defect) =>
      baseline.waivers.some((waiver) => excuses(waiver, check.requirement, defect)),
    )
  );
}
