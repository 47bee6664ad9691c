import { subjects, type Subject } from '../../tests/suite/faults/subjects';
import { dredd } from '../peers/dredd/dredd';
import { ours } from '../peers/ours';
import type { Outcome, Peer } from '../peers/peer';
import { portman } from '../peers/portman/portman';
import { schemathesis } from '../peers/schemathesis/schemathesis';
import { stepci } from '../peers/stepci/stepci';
import { median, spread, table } from '../parts/figures';
import { temporary } from '../parts/processes';
import { startServer } from '../parts/server';
import type { Effort, Section } from './section';

const all: Readonly<Record<string, Peer>> = { ours, portman, stepci, schemathesis, dredd };

/** A run of a tool against a server of its own. */
interface Run extends Outcome {
  seconds: number;
  requests: number;
}

function judge(peer: Peer, subject?: Subject): Promise<Run> {
  return temporary(async (directory) => {
    const server = await startServer({ name: subject?.name });
    try {
      const ended = await peer.command(server, directory, subject);
      const requests = await server.count();
      return { ...peer.outcome(ended, directory), seconds: ended.seconds, requests };
    } finally {
      await server.close();
    }
  });
}

/** Results of a tool: repeated for the correct server, one for each fault and variant. */
interface Judged {
  peer: Peer;
  version: string;
  correct: readonly Run[];
  /** Checks that the correct server fails. */
  ordinary: ReadonlySet<string>;
  subjects: readonly { subject: Subject; run: Run }[];
}

/** A check fails here that the correct server passes, each time. */
const tells = ({ failing }: Run, ordinary: ReadonlySet<string>) =>
  failing.some((name) => !ordinary.has(name));

async function judgeAll(
  peer: Peer,
  version: string,
  sample: readonly Subject[],
  runs: number,
): Promise<Judged> {
  const correct: Run[] = [];
  for (let run = 0; run < runs; run++) correct.push(await judge(peer));
  const judged = [];
  for (const subject of sample) {
    const run = await judge(peer, subject);
    process.stdout.write(
      `${peer.name}: ${subject.name}: ${String(run.failing.length)} checks fail\n`,
    );
    judged.push({ subject, run });
  }
  const ordinary = new Set(correct.flatMap(({ failing }) => failing));
  return { peer, version, correct, ordinary, subjects: judged };
}

function rowOf({ peer, version, correct, ordinary, subjects: judged }: Judged): string[] {
  const of = (kind: Subject['kind']) => judged.filter(({ subject }) => subject.kind === kind);
  const faults = of('fault');
  const variants = of('variant');
  const found = faults.filter(({ run }) => tells(run, ordinary)).length;
  const red = variants.filter(({ run }) => run.red).length;
  const told = variants.filter(({ run }) => run.red && tells(run, ordinary)).length;
  return [
    `${peer.name} ${version}`,
    `${String(found)} of ${String(faults.length)}`,
    correct.some((run) => run.red) ? 'failed' : 'passed',
    `${String(red)} of ${String(variants.length)}`,
    String(told),
    String(median(correct.map(({ requests }) => requests))),
    spread(
      correct.map(({ seconds }) => seconds),
      's',
    ),
  ];
}

/** Returns the explanation of a tool's results, with the checks that a conforming server fails. */
function reasonsOf({ peer, ordinary, subjects: judged }: Judged): string {
  const held =
    ordinary.size === 0
      ? ''
      : ` The correct server fails these checks: ${[...ordinary].sort().join('; ')}.`;
  const alarms = judged
    .filter(({ subject, run }) => subject.kind === 'variant' && run.red && tells(run, ordinary))
    .map(({ subject }) => `\`${subject.name}\``);
  const wrongly =
    alarms.length === 0
      ? ''
      : ` Variants that it fails where it passes the correct server: ${alarms.join(', ')}.`;
  return `- **${peer.name}**: ${peer.reasons}${held}${wrongly}`;
}

/** Which tool finds which fault. */
function whoFinds(judged: readonly Judged[]): string {
  const rows = new Map<string, string[]>();
  for (const { ordinary, subjects: each } of judged) {
    for (const { subject, run } of each.filter(({ subject: { kind } }) => kind === 'fault')) {
      const cells = rows.get(subject.name) ?? [];
      rows.set(subject.name, [...cells, tells(run, ordinary) ? 'found' : '']);
    }
  }
  const head = ['fault', ...judged.map(({ peer }) => peer.name)];
  return table(
    head,
    [...rows].map(([fault, cells]) => [`\`${fault}\``, ...cells]),
  );
}

function sampleOf({ everyFault, everyVariant }: Effort): Subject[] {
  const each = (kind: Subject['kind'], every: number) =>
    subjects({})
      .filter((subject) => subject.kind === kind)
      .filter((_subject, index) => index % every === 0);
  return [...each('fault', everyFault), ...each('variant', everyVariant)];
}

const HEAD = [
  '',
  'faults found',
  'the correct server',
  'variants failed',
  'by a check that the correct server passes',
  'requests',
  'time',
];

async function bank(effort: Effort): Promise<string> {
  const unknown = effort.tools.filter((tool) => !Object.hasOwn(all, tool));
  if (unknown.length > 0) throw new Error(`--tools takes ${Object.keys(all).join(', ')}`);
  const sample = sampleOf(effort);
  const judged: Judged[] = [];
  const missing: string[] = [];
  for (const [tool, peer] of Object.entries(all)) {
    if (effort.tools.length > 0 && !effort.tools.includes(tool)) continue;
    const version = await peer.install().catch((error: unknown) => {
      missing.push(`- **${peer.name}** is not here: ${(error as Error).message}`);
    });
    if (version !== undefined) judged.push(await judgeAll(peer, version, sample, effort.runs));
  }
  const { everyFault, everyVariant, runs } = effort;
  return [
    `Each tool in a configuration that was made in good faith (\`bench/peers\`), against each ${String(everyFault)}th fault and each ${String(everyVariant)}th variant of our own bank, a fresh server each time. A fault is found where a check fails that the correct server passes; a variant is a conforming server, and failing it is a false alarm. Requests and time are those of the correct server, ${String(runs)} times.`,
    table(HEAD, judged.map(rowOf)),
    [...judged.map(reasonsOf), ...missing].join('\n'),
    whoFinds(judged),
  ].join('\n\n');
}

export const peers: Section = { name: 'peers', title: 'Beside other tools', parts: { bank } };
