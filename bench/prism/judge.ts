/**
 * `npm run prism`: judges Prism's mock of the contract, a server that none of us wrote, and compares
 * each requirement's verdict with the one that `expected.yaml` explains. Exits 1 where they differ.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { options } from '../../helpers/config/options';
import type { Report } from '../../helpers/report/report';

const root = path.join(__dirname, '..', '..');
const PRISM = path.join(__dirname, 'node_modules', '@stoplight', 'prism-cli', 'dist', 'index.js');
const PLAYWRIGHT = path.join(
  path.dirname(require.resolve('@playwright/test/package.json')),
  'cli.js',
);

/** Verdicts other than `passed`, each with its reason and the requirements that it holds for. */
interface Expected {
  verdict: string;
  because: string;
  requirements: string[];
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts the mock and waits until it listens. */
async function startPrism(port: number): Promise<ChildProcess> {
  const args = [PRISM, 'mock', '-h', '127.0.0.1', '-p', String(port), 'schemas/openapi.yaml'];
  const prism = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    prism.on('exit', () => {
      reject(new Error('Prism ended before it listened'));
    });
    prism.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('Prism is listening')) resolve();
    });
  });
  return prism;
}

function judge(port: number, directory: string): Report {
  const unset = Object.fromEntries(Object.keys(options).map((name) => [name, '']));
  spawnSync(process.execPath, [PLAYWRIGHT, 'test'], {
    cwd: root,
    stdio: 'ignore',
    env: {
      ...process.env,
      ...unset,
      BASE_URL: `http://127.0.0.1:${String(port)}`,
      API_TOKEN: 'a-token-and-Prism-takes-any',
      CUSTOMER_IDS: '7,9',
      USER_IDS: '101-110',
      RESTORE_USER_IDS: 'none',
      SEED: '1',
      REPORT_DIR: directory,
    },
  });
  return JSON.parse(readFileSync(path.join(directory, 'conformance.json'), 'utf8')) as Report;
}

function differences(report: Report): string[] {
  const expected = parse(readFileSync(path.join(__dirname, 'expected.yaml'), 'utf8')) as Expected[];
  const verdicts = new Map(
    expected.flatMap(({ verdict, requirements }) => requirements.map((id) => [id, verdict])),
  );
  return report.requirements
    .map(({ id, verdict }) => ({ id, verdict, wanted: verdicts.get(id) ?? 'passed' }))
    .filter(({ verdict, wanted }) => verdict !== wanted)
    .map(({ id, verdict, wanted }) => `${id}: ${verdict}, where ${wanted} is expected`);
}

async function main(): Promise<void> {
  const port = await freePort();
  const prism = await startPrism(port);
  const directory = mkdtempSync(path.join(os.tmpdir(), 'prism-'));
  try {
    const report = judge(port, directory);
    const wrong = differences(report);
    for (const line of wrong) process.stdout.write(`${line}\n`);
    process.stdout.write(
      `Prism's mock: ${report.verdict}; ${String(report.requirements.length - wrong.length)} passed, ${String(wrong.length)} failed\n`,
    );
    process.exitCode = wrong.length === 0 && report.verdict === 'nonconformant' ? 0 : 1;
  } finally {
    prism.kill();
    rmSync(directory, { recursive: true });
  }
}

void main();
