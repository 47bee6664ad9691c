/** Command that sets the variables of scripts in a shell. */
export const SET_VARIABLES = 'set -a; . ./.env; set +a';

/** Settings that a script needs under their own names. */
const SETTINGS = ['CLIENT_CERT', 'CLIENT_KEY', 'CLIENT_KEY_PASSPHRASE'];

/** Returns what the shell has to have for a script, beside $BASE_URL and $API_TOKEN. */
export function scriptVariables(script: string): { name: string; value: string }[] {
  const fields = script.matchAll(/'([^':]+): '"\$(EXTRA_HEADER_\d+)"/g);
  const values = new Map(
    [...fields].map(([, field = '', name = '']) => [
      name,
      `the value of ${field} in EXTRA_HEADERS`,
    ]),
  );
  for (const name of SETTINGS) {
    if (script.includes(`"$${name}"`)) values.set(name, 'the setting of the run');
  }
  return [...values].map(([name, value]) => ({ name, value }));
}
