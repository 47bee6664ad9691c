/** Returns what the shell has to have for a script, beside $BASE_URL and $API_TOKEN. */
export function scriptVariables(script: string): { name: string; value: string }[] {
  const fields = script.matchAll(/'([^':]+): '"\$(EXTRA_HEADER_\d+)"/g);
  const values = new Map([...fields].map(([, field = '', name = '']) => [name, field]));
  return [...values].map(([name, field]) => ({
    name,
    value: `the value of ${field} in EXTRA_HEADERS`,
  }));
}
