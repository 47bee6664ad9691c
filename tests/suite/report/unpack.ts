import sparticuz from '@sparticuz/chromium';

/**
 * Sets CHROMIUM_PATH to the browser from its npm package, unless it is set. Unpacking happens here
 * once, not in each worker.
 */
export default async function unpack(): Promise<void> {
  const { CHROMIUM_PATH = '' } = process.env;
  if (CHROMIUM_PATH === '') process.env['CHROMIUM_PATH'] = await sparticuz.executablePath();
}
