import { exampleOf, type Option } from './option';
import { options, type OptionName } from './options';
import { InvalidValue, parsers } from './parse';
import { ProxyError, proxyFor } from './proxy';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Value of an option, or undefined if the option has no default. */
type Read<N extends OptionName> =
  | ReturnType<(typeof parsers)[(typeof options)[N]['type']]>
  | ((typeof options)[N] extends { default: string } ? never : undefined);

/** Reads options one by one and collects the problems. Most empty variables are unset. */
export class EnvReader {
  readonly problems: string[] = [];

  constructor(private readonly environment: Environment) {}

  has(name: OptionName): boolean {
    return (this.environment[name] ?? '') !== '';
  }

  /** Returns the value. Without one, and after a problem, it is the default. */
  read<N extends OptionName>(name: N): Read<N> {
    const option: Option = options[name];
    const parse = parsers[option.type];
    const text = this.environment[name] ?? '';
    try {
      if (text !== '') return parse(text) as Read<N>;
      if (option.required && this.environment[name] === undefined) {
        this.problem(name, `${name} is required with BASE_URL.`);
      }
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      const given = option.secret ? '' : `, given as ${JSON.stringify(text)},`;
      this.problem(name, `${name}${given} ${error.message}.`);
    }
    return (option.default === undefined ? undefined : parse(option.default)) as Read<N>;
  }

  /** Checks the variables of a proxy, which are no options. */
  checkProxy(target: URL): void {
    try {
      proxyFor(target, this.environment);
    } catch (error) {
      if (!(error instanceof ProxyError)) throw error;
      this.problems.push(error.message);
    }
  }

  problem(name: OptionName, sentence: string): void {
    this.problems.push(`${sentence} Example: ${name}=${exampleOf(options[name])}`);
  }
}
