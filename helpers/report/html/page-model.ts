import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CONTRACT_FILE } from '../../contract/contract';
import { lineRange } from '../contract-locations';
import type { Finding, Report, RequirementResult, RequirementVerdict, Timing } from '../report';
import { groupByCause } from '../causes';
import { MAX_BODY } from './json-excerpt';

/** A requirement on the page. */
export interface RequirementEntry {
  result: RequirementResult;
  /** The fragment that leads to it. */
  anchor: string;
  /** As many of its findings as the page has room for. */
  findings: readonly Finding[];
  /** Whether it follows from the last one that does not. */
  follows: boolean;
}

/** A report prepared for the sections of the page. */
export interface PageModel {
  report: Report;
  /** In reading order. */
  entries: readonly RequirementEntry[];
  /** The contract; absent where the run used another one than this suite ships. */
  contract?: string;
  /** The scenario of an exchange, by the id of the exchange. */
  scenarios: ReadonlyMap<string, { title: string; timing: Timing }>;
  /** How many characters of a body are shown, and how many other occurrences of a finding. */
  limits: { body: number; occurrences: number };
  /** Path of the report, as a word of a shell. */
  file: string;
}

const MAX_FINDINGS = 150;
const MAX_OCCURRENCES = 1_000;

/** Bytes of all bodies together, so that the page stays below 2 MB. */
const MAX_BODIES = 1_100_000;
const BODY_LIMITS = [MAX_BODY, 3_000, 2_200, 1_600, 1_100, 800, 500, 300];

/** Returns the bytes of a body's beginning; a quotation mark in HTML is six characters. */
const escapedBytes = (text: string) => {
  const head = text.slice(0, MAX_BODY);
  return Buffer.byteLength(head) + 5 * (head.split('"').length - 1);
};

/** Returns the number of characters of each body that keeps all of them within `MAX_BODIES`. */
function limitBodies(findings: readonly Finding[]): number {
  const bodies = findings
    .flatMap(({ exchanges, reproduce = '' }) => [
      ...exchanges.flatMap(({ request, response }) => [request.body ?? '', response?.body ?? '']),
      reproduce,
    ])
    .map((text) => ({ length: text.length, bytes: escapedBytes(text) }));
  // Each body is on the page twice: formatted and raw.
  const total = (limit: number) =>
    bodies.reduce(
      (sum, { length, bytes }) => sum + 2 * bytes * Math.min(1, limit / (length || 1)),
      0,
    );
  return BODY_LIMITS.find((limit) => total(limit) <= MAX_BODIES) ?? 200;
}

/** Returns a unique fragment for each result. Ids in a report from elsewhere may be any text. */
function assignAnchors(results: readonly RequirementResult[]): string[] {
  const taken = new Set<string>();
  return results.map(({ id }, index) => {
    const usable = /^[a-z][a-z0-9-]*\.[a-z0-9.-]{1,80}$/.test(id) && !taken.has(id);
    const anchor = usable ? id : `requirement.${String(index + 1)}`;
    taken.add(anchor);
    return anchor;
  });
}

/** Returns the text of the shipped contract if the run was checked against the same. */
function readContract(report: Report): string | undefined {
  const yaml = readFileSync(CONTRACT_FILE);
  const sha256 = hash('sha256', yaml);
  return sha256 === report.contract.sha256 ? yaml.toString('utf8') : undefined;
}

const quoteWord = (text: string) =>
  /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

export function buildPageModel(report: Report, file = 'conformance.json'): PageModel {
  const groups = groupByCause(report.requirements);
  const sorted = groups.flatMap(({ result, consequences }) => [result, ...consequences]);
  const following = new Set(groups.flatMap(({ consequences }) => consequences));
  const anchors = assignAnchors(sorted);
  let room = MAX_FINDINGS;
  const entries = sorted.map((result, index) => {
    const findings = result.findings.slice(0, room);
    room -= findings.length;
    return { result, anchor: anchors[index] ?? '', findings, follows: following.has(result) };
  });
  const findings = entries.flatMap((entry) => entry.findings);
  const contract = readContract(report);
  return {
    report,
    entries,
    ...(contract !== undefined && { contract }),
    scenarios: new Map(
      report.scenarios.flatMap(({ title, exchanges }) =>
        exchanges.map((timing) => [timing.id, { title, timing }] as const),
      ),
    ),
    file: quoteWord(file),
    limits: {
      body: limitBodies(findings),
      occurrences: Math.max(3, Math.min(50, Math.floor(MAX_OCCURRENCES / (findings.length || 1)))),
    },
  };
}

export const withVerdict = ({ entries }: PageModel, verdict: RequirementVerdict) =>
  entries.filter(({ result }) => result.verdict === verdict);

/** Returns the fragment of a line of the contract. */
export const lineAnchor = (line: number): string => `contract-${String(line)}`;

/** Returns the first line that a JSON pointer names; `undefined` without line or contract. */
export function firstLine({ contract }: PageModel, pointer: string): number | undefined {
  return contract === undefined ? undefined : lineRange(pointer)?.first;
}
