import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CONTRACT_FILE } from '../../contract';
import { linesOf } from '../contract-lines';
import type { Finding, Report, RequirementResult, Timing } from '../report';
import { compareByImpact } from './impact';
import { MOST_RAW } from './json';

/** A requirement, and the fragment that leads to it. */
export interface Shown {
  result: RequirementResult;
  anchor: string;
  /** As many of its findings as the page has room for. */
  findings: readonly Finding[];
}

/** A report, and what its sections have in common. */
export interface View {
  report: Report;
  /** In the order of reading. */
  requirements: readonly Shown[];
  /** The contract; absent where the run was held to another one than this suite ships. */
  contract?: string;
  /** Which scenario made an exchange. */
  scenarioOf: ReadonlyMap<string, { title: string; timing: Timing }>;
  /** How many characters of a body are shown, and how many other instances of a finding. */
  most: { body: number; others: number };
}

const MOST_FINDINGS = 150;
const MOST_OTHERS = 1_000;

/** What all bodies together may take, so that the page stays below 2 MB. */
const ROOM = 1_100_000;
const BOUNDS = [MOST_RAW, 3_000, 2_200, 1_600, 1_100, 800, 500, 300];

/** A quotation mark in HTML is six characters, and JSON is full of them. */
const escapedLength = (text: string) => {
  const head = text.slice(0, MOST_RAW);
  return Buffer.byteLength(head) + 5 * (head.split('"').length - 1);
};

/** The most that can be shown of each body, so that all of them together stay within bounds. */
function bodyBound(findings: readonly Finding[]): number {
  const bodies = findings.flatMap(({ exchanges, reproduce = '' }) => [
    ...exchanges.flatMap(({ request, response }) => [request.body ?? '', response?.body ?? '']),
    reproduce,
  ]);
  const sizes = bodies.map((text) => [text.length, escapedLength(text)] as const);
  // Each is there printed, and raw.
  const taken = (bound: number) =>
    sizes.reduce((sum, [length, bytes]) => sum + 2 * bytes * Math.min(1, bound / (length || 1)), 0);
  return BOUNDS.find((bound) => taken(bound) <= ROOM) ?? 200;
}

/** Ids are of the catalogue; those of a report from elsewhere may be anything. */
function anchors(results: readonly RequirementResult[]): string[] {
  const taken = new Set<string>();
  return results.map(({ id }, index) => {
    const plain = /^[a-z][a-z0-9-]*\.[a-z0-9.-]{1,80}$/.test(id) && !taken.has(id);
    const anchor = plain ? id : `requirement.${String(index + 1)}`;
    taken.add(anchor);
    return anchor;
  });
}

/** Prepares a report for its sections. */
export function viewOf(report: Report): View {
  const sorted = [...report.requirements].sort(compareByImpact);
  const names = anchors(sorted);
  let room = MOST_FINDINGS;
  const requirements = sorted.map((result, index) => {
    const findings = result.findings.slice(0, room);
    room -= findings.length;
    return { result, anchor: names[index] ?? '', findings };
  });
  const all = requirements.flatMap(({ findings }) => findings);
  const yaml = readFileSync(CONTRACT_FILE);
  const sha256 = createHash('sha256').update(yaml).digest('hex');
  return {
    report,
    requirements,
    ...(sha256 === report.contract.sha256 && { contract: yaml.toString('utf8') }),
    scenarioOf: new Map(
      report.scenarios.flatMap(({ title, exchanges }) =>
        exchanges.map((timing) => [timing.id, { title, timing }] as const),
      ),
    ),
    most: {
      body: bodyBound(all),
      others: Math.max(3, Math.min(50, Math.floor(MOST_OTHERS / Math.max(1, all.length)))),
    },
  };
}

/** The fragment of a line of the contract. */
export const lineAnchor = (line: number): string => `contract-${String(line)}`;

/** The line of the contract that a pointer is about; `undefined` where it cannot be said. */
export function lineOf({ contract }: View, pointer: string): number | undefined {
  return contract === undefined ? undefined : linesOf(pointer)?.first;
}
