import type { Target } from '../config/config';
import { bytesToText, redactAndTruncate } from '../http/exchange';
import type { Dataset, User } from '../reference/dataset';
import { BASE_PATH, startReference, type ReferenceServer } from '../reference/server';
import { escapeControls } from '../report/render/escape';
import { redactorOf } from '../scenario/session';
import { runState } from './state';

const MAX_CHARACTERS = 400;

const toUser = (id: string): User => ({
  id,
  name: 'User',
  email: null,
  roles: [],
  permissions: [],
  created_at: null,
  updated_at: null,
});

/** Returns a dataset with the customers and users of the target. */
function toDataset(target: Target): Dataset {
  const users = [...target.users, ...Object.values(target.restoreUsers).flat()];
  return {
    customers: new Map(target.customers.map((id) => [id, []])),
    users: new Map(users.map((id) => [id, toUser(id)])),
    unknownCustomerId: target.unknownCustomer,
    unknownUserId: target.unknownUser,
  };
}

/** Starts a reference server in place of the target. It prints the requests of the run. */
export function startRecorder(target: Target): Promise<ReferenceServer> {
  const redact = redactorOf(target);
  const state = runState();
  return startReference({
    token: target.token,
    dataset: toDataset(target),
    patch: ({ respond }) => ({
      respond: async (request) => {
        state.printed++;
        const body = bytesToText(await request.bytes().catch(() => Buffer.alloc(0)));
        const path = target.baseUrl + request.target.slice(BASE_PATH.length);
        const { method, headers } = request;
        const parts = [method, path, headers.authorization ?? '(no Authorization)', body];
        const line = redactAndTruncate(parts.join('  '), redact, MAX_CHARACTERS);
        process.stdout.write(`${escapeControls(line)}\n`);
        return respond(request);
      },
    }),
  });
}
