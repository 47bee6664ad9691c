/** What expressions name: `inputs`, `steps` and so on. JSON values all the way down. */
export type Contexts = Readonly<Record<string, unknown>>;

/** `success()` and its like: whether a step, or a job, is due after what came before it. */
export type StatusFunctions = Readonly<
  Record<'always' | 'success' | 'failure' | 'cancelled', boolean>
>;

/** Evaluates an expression of a workflow by GitHub's own implementation of them. */
async function evaluate(expression: string, contexts: Contexts, status?: StatusFunctions) {
  // A module that cannot be required.
  const { data, Evaluator, Lexer, Parser } = await import('@actions/expressions');
  const functions = Object.entries(status ?? {}).map(([name, value]) => ({
    ...{ name, minArgs: 0, maxArgs: 0 },
    call: () => new data.BooleanData(value),
  }));
  const { tokens } = new Lexer(expression).lex();
  const parsed = new Parser(tokens, Object.keys(contexts), functions).parse();
  const given = JSON.parse(JSON.stringify(contexts), data.reviver) as InstanceType<
    typeof data.Dictionary
  >;
  const byName = new Map(functions.map((each) => [each.name, each]));
  const value = new Evaluator(parsed, given, byName).evaluate();
  return {
    text: value.coerceString(),
    json: () => JSON.parse(JSON.stringify(value, data.replacer)) as unknown,
  };
}

/** What an expression comes to. */
export async function valueOf(
  expression: string,
  contexts: Contexts,
  status?: StatusFunctions,
): Promise<unknown> {
  return (await evaluate(expression, contexts, status)).json();
}

const EXPRESSION = /\$\{\{(.*?)\}\}/g;

/** A text, with the values of its expressions in place of them. */
export async function interpolated(text: string, contexts: Contexts): Promise<string> {
  const parts = text.split(EXPRESSION);
  const values = parts.map(async (part, index) =>
    index % 2 === 0 ? part : (await evaluate(part, contexts)).text,
  );
  return (await Promise.all(values)).join('');
}

/** Each text of a mapping, with the values of its expressions. */
export async function interpolatedAll(
  texts: Readonly<Record<string, unknown>>,
  contexts: Contexts,
): Promise<Record<string, string>> {
  const entries = Object.entries(texts).map(
    async ([name, text]) => [name, await interpolated(String(text), contexts)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Whether an `if` holds; without one, nothing before may have failed. */
export async function isDue(
  condition: string | undefined,
  contexts: Contexts,
  status: StatusFunctions,
): Promise<boolean> {
  if (condition === undefined) return status.success;
  const expression = condition.replace(/^\$\{\{|\}\}$/g, '');
  const value = Boolean(await valueOf(expression, contexts, status));
  // A condition that asks for no status is one of what went well so far.
  return /\b(always|success|failure|cancelled)\(\)/.test(expression)
    ? value
    : value && status.success;
}
