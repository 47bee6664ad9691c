import type { Waiver } from '../../../helpers/config/baseline';
import type { Report } from '../../../helpers/report/report';
import { baseline } from '../support/sample-report';

const EMAIL: Waiver = {
  requirement: 'user.email',
  code: 'string',
  reason: 'Strings, until the contract is corrected.',
  owner: 'api-team@example.test',
  expires: '2099-12-31',
};

/** Adds a baseline that waives user.email and is out of date otherwise. */
export function waived(report: Report, problems: string[] = []): Report {
  return {
    ...report,
    verdict: 'conformant with waivers',
    requirements: report.requirements.map((requirement) => {
      if (requirement.id === 'user.email') {
        return {
          ...requirement,
          verdict: 'waived',
          findings: requirement.findings.map((finding) => ({ ...finding, waiver: EMAIL })),
        };
      }
      return requirement.verdict === 'failed'
        ? { ...requirement, verdict: 'passed', failed: 0, findings: [] }
        : requirement;
    }),
    baseline: {
      ...baseline(problems),
      waivers: [
        { ...EMAIL, lines: [3, 7], state: 'used' },
        {
          requirement: 'user.name',
          code: 'number',
          reason: 'Fixed since.',
          owner: 'vendor@example.test',
          expires: '2020-01-01',
          lines: [8, 12],
          state: 'expired',
        },
      ],
      pins: [{ observation: 'get', value: 'answered 404', line: 14, state: 'moved' }],
    },
  };
}
