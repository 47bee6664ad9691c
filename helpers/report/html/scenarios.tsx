/** @jsxImportSource preact */
import type { PageModel } from './page-model';
import { count, renderUntrusted } from './text';

const MAX_SCENARIOS = 2;
const MAX_EXCHANGES = 50;

/** The scenarios that sent some exchanges. */
export function Scenarios({
  exchanges,
  model,
}: {
  exchanges: readonly string[];
  model: PageModel;
}) {
  const titles = exchanges
    .slice(0, MAX_EXCHANGES)
    .flatMap((id) => model.scenarios.get(id)?.title ?? []);
  const names = [...new Set(titles)].map((title) => `“${title}”`);
  const more = names.length - MAX_SCENARIOS;
  if (names.length === 0) return null;
  return (
    <span class="dim where">
      seen in {renderUntrusted(names.slice(0, MAX_SCENARIOS).join(', '), 240)}
      {more > 0 && ` and ${count(more, 'more scenario')}`}
    </span>
  );
}
