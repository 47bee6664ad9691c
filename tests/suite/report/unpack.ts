import sparticuz from '@sparticuz/chromium';

/**
 * The browser in which the report is seen: CHROMIUM_PATH, or the one that comes as an npm package,
 * which is unpacked here, once, and not by each worker for itself.
 */
export default async function unpack(): Promise<void> {
  const { CHROMIUM_PATH = '' } = process.env;
  if (CHROMIUM_PATH === '') process.env['CHROMIUM_PATH'] = await sparticuz.executablePath();
}
