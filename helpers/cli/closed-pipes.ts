/** Lets the command end with its exit code if nobody reads its output any more, as in `list | head`. */
export function ignoreClosedPipes(): void {
  for (const output of [process.stdout, process.stderr]) {
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
