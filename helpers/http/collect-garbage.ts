import v8 from 'node:v8';
import vm from 'node:vm';

let collect: (() => void) | undefined;

/** Frees memory at once. After long bodies, Node would wait until there are some hundred MB. */
export function collectGarbage(): void {
  if (!collect) {
    v8.setFlagsFromString('--expose-gc');
    collect = vm.runInNewContext('gc') as () => void;
  }
  collect();
}
