/** @jsxImportSource preact */
import type { SetDifference, Users } from '../report';
import { count, Said } from './text';

const MOST_IDS = 60;

function Ids({ users }: { users: Users }) {
  const more = users.count - Math.min(users.ids.length, MOST_IDS);
  if (users.count === 0) return <span class="dim">nobody</span>;
  return (
    <>
      <Said text={users.ids.slice(0, MOST_IDS).join(', ')} />
      {more > 0 && <span class="left"> and {count(more, 'more', 'more')}</span>}
    </>
  );
}

/** Who should be attached beside who is, as sets: in both, in the one, in the other. */
export function Difference({
  difference: { attached, missing, tooMany },
}: {
  difference: SetDifference;
}) {
  const none = <span class="dim">–</span>;
  return (
    <table class="difference">
      <caption>The users expected, beside those that the answer lists</caption>
      <thead>
        <tr>
          <th scope="col">users</th>
          <th scope="col">expected</th>
          <th scope="col">got</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">
            <span aria-hidden="true">=</span> attached, {attached.count}
          </th>
          <td>
            <Ids users={attached} />
          </td>
          <td>
            <Ids users={attached} />
          </td>
        </tr>
        <tr class={missing.count > 0 ? 'wrong' : ''}>
          <th scope="row">
            <span aria-hidden="true">−</span> missing, {missing.count}
          </th>
          <td>
            <Ids users={missing} />
          </td>
          <td>{none}</td>
        </tr>
        <tr class={tooMany.count > 0 ? 'wrong' : ''}>
          <th scope="row">
            <span aria-hidden="true">+</span> too many, {tooMany.count}
          </th>
          <td>{none}</td>
          <td>
            <Ids users={tooMany} />
          </td>
        </tr>
      </tbody>
    </table>
  );
}
