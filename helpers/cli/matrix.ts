import { stringify } from 'yaml';
import { Shard } from '../report/run-metadata';
import { describeShard } from '../report/shards';
import type { FleetTarget, Targets } from './targets';

/** Job of a matrix: a target or a shard of one. It has names of secrets, never values. */
interface Job {
  /** Unique name, valid for an artifact. */
  job: string;
  name: string;
  /** Value of `--shard`; empty for all scenarios in one job. */
  shard: string;
  token: string;
  'forbidden-token': string;
  'expired-token': string;
  'extra-headers': string;
  'client-key-passphrase': string;
}

function toJobs({ name, secrets, shards }: FleetTarget): Job[] {
  return Array.from({ length: shards }, (_item, index) => {
    const shard: Shard = { current: index + 1, total: shards };
    const part = describeShard(shard).replace(/\W/g, '-').toLowerCase();
    return {
      job: shards === 1 ? name : `${name}-${part}`,
      name,
      shard: shards === 1 ? '' : `${String(shard.current)}/${String(shard.total)}`,
      token: secrets.API_TOKEN ?? '',
      'forbidden-token': secrets.FORBIDDEN_TOKEN ?? '',
      'expired-token': secrets.EXPIRED_TOKEN ?? '',
      'extra-headers': secrets.EXTRA_HEADERS ?? '',
      'client-key-passphrase': secrets.CLIENT_KEY_PASSPHRASE ?? '',
    };
  });
}

/** Returns one line of JSON for GitHub: `strategy: {matrix: ${{ fromJSON(...) }}}`. */
export function githubMatrix({ targets }: Targets): string {
  return JSON.stringify({ include: targets.flatMap(toJobs) });
}

const CLI = 'bash .sync-users-conformance/scripts/cli.sh';
const TEMPLATE = '.sync-users-conformance';

/**
 * Returns the jobs of a child pipeline for GitLab. They extend the hidden job of
 * templates/gitlab/sync-users-conformance.yml; the tokens are variables of the project.
 *
 * @param file path of the targets from the root of the repository
 */
export function gitlabPipeline({ file, targets }: Targets): string {
  const jobs = targets.flatMap(toJobs);
  const judging = jobs.map(({ job, name, shard }) => {
    const directory = `conformance-report/${job}`;
    return [
      job,
      {
        extends: TEMPLATE,
        stage: 'test',
        // Two runs on the same customers disturb each other. Shards have customers of their own.
        resource_group: `sync-users-conformance-${job}`,
        variables: {
          REPORT_DIR: directory,
          ...(shard !== '' && { SEED: '$CI_PIPELINE_IID' }),
        },
        script: [
          `${CLI} run --target ${name} --targets '${file}'${shard === '' ? '' : ` --shard=${shard}`}`,
        ],
        artifacts: {
          when: 'always',
          paths: [`${directory}/`],
          reports: { junit: `${directory}/junit.xml` },
        },
      },
    ] as const;
  });
  const merging = {
    extends: TEMPLATE,
    stage: 'deploy',
    when: 'always',
    resource_group: 'sync-users-conformance-merge',
    variables: { REPORT_DIR: 'conformance-merged' },
    script: [`${CLI} merge conformance-report --targets '${file}' --out conformance-merged`],
    artifacts: {
      when: 'always',
      paths: ['conformance-merged/'],
      reports: { junit: 'conformance-merged/junit.xml' },
    },
  };
  return stringify({ ...Object.fromEntries(judging), merge: merging });
}
