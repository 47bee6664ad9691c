/** @jsxImportSource preact */
import type { SetDifference, Users } from '../report';
import { Table } from './document';
import { renderUntrusted } from './text';

const MAX_IDS = 60;

function renderIds(users: Users | undefined) {
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

function renderRow(sign: string, name: string, expected?: Users, actual?: Users) {
  const number = (expected ?? actual)?.count ?? 0;
  const wrong = number > 0 && expected !== actual;
  return (
    <tr class={wrong ? 'wrong' : ''}>
      <th scope="row">
        <span aria-hidden="true">{sign}</span> {name}, {number}
      </th>
      <td>{renderIds(expected)}</td>
      <td>{renderIds(actual)}</td>
    </tr>
  );
}

/** The users expected and listed, as sets: in both, in the first only, in the second only. */
export function Difference({ attached, missing, tooMany }: SetDifference) {
  return (
    <Table
      class="difference"
      caption="Users expected, and users in the response"
      columns={['users', 'expected', 'actual']}
    >
      {renderRow('=', 'in both', attached, attached)}
      {renderRow('−', 'missing', missing)}
      {renderRow('+', 'unexpected', undefined, tooMany)}
    </Table>
  );
}
