/** @jsxImportSource preact */
import type { SetDifference, Users } from '../report';
import { renderColumns, renderUntrusted } from './text';

const MAX_IDS = 60;

function Ids({ users }: { users: Users | undefined }) {
  if (!users) return <span class="dim">–</span>;
  if (users.count === 0) return <span class="dim">none</span>;
  const more = users.count - Math.min(users.ids.length, MAX_IDS);
  return (
    <>
      {renderUntrusted(users.ids.slice(0, MAX_IDS).join(', '))}
      {more > 0 && <span class="left"> and {more.toLocaleString('en-GB')} more</span>}
    </>
  );
}

interface RowProps {
  sign: string;
  name: string;
  expected?: Users;
  actual?: Users;
}

function Row({ sign, name, expected, actual }: RowProps) {
  const number = (expected ?? actual)?.count ?? 0;
  const wrong = number > 0 && expected !== actual;
  return (
    <tr class={wrong ? 'wrong' : ''}>
      <th scope="row">
        <span aria-hidden="true">{sign}</span> {name}, {number}
      </th>
      <td>
        <Ids users={expected} />
      </td>
      <td>
        <Ids users={actual} />
      </td>
    </tr>
  );
}

/** The users expected and listed, as sets: in both, in the first only, in the second only. */
export function Difference({ attached, missing, tooMany }: SetDifference) {
  return (
    <table class="difference">
      <caption>Users expected, and users in the response</caption>
      {renderColumns(['users', 'expected', 'actual'])}
      <tbody>
        <Row sign="=" name="in both" expected={attached} actual={attached} />
        <Row sign="−" name="missing" expected={missing} />
        <Row sign="+" name="unexpected" actual={tooMany} />
      </tbody>
    </table>
  );
}
