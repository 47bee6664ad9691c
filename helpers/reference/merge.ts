/** The keys that more than one of some objects has. */
type Repeated<Parts, Seen = never> = Parts extends readonly [infer First, ...infer Rest]
  ? (keyof First & Seen) | Repeated<Rest, Seen | keyof First>
  : never;

type Merged<Parts> = Parts extends readonly [infer First, ...infer Rest]
  ? First & Merged<Rest>
  : unknown;

/** Merges objects into one. A key that two of them have is a compile error, which names it. */
export function merge<const Parts extends readonly object[]>(
  parts: Parts & ([Repeated<Parts>] extends [never] ? unknown : { repeated: Repeated<Parts> }),
): Merged<Parts> {
  return Object.assign({}, ...parts) as Merged<Parts>;
}
