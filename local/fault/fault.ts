/** What the transform can do wrong. */
export const TRANSFORM_FAULTS = {
  throw: "the transform throws",
  timeout: "the transform's time is over, without waiting for it",
  missing: "its answer lacks the result of one record",
  extra: "its answer has the result of a record that nobody sent",
  duplicate: "its answer has the result of one record twice",
  "too-large": "its answer is over Lambda's 6 MB",
} as const;
export type TransformFault = keyof typeof TRANSFORM_FAULTS;

/** One thing that goes wrong, and how often: from above 0 to 1, each time that it could. */
export type Fault = { readonly chance: number } & (
  | { readonly target: "transform"; readonly kind: TransformFault }
  | { readonly target: "disk" }
  | { readonly target: "clock"; readonly milliseconds: number }
);

/** What may be asked for, with what it does. */
export const KNOWN_FAULTS: readonly (readonly [spec: string, description: string])[] = [
  ...Object.entries(TRANSFORM_FAULTS).map(([kind, description]) => [`transform:${kind}`, description] as const),
  ["disk:full", "records, objects and counters can't be written: ENOSPC, after half of it"],
  ["clock:+1h", "the clock that stamps records jumps after the first one, by +N or -N of h, m or s"],
];

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 };
/** Beyond it the clock could leave the years that prefixes can write. */
const LONGEST_JUMP_HOURS = 24 * 365;

/** Reads `TARGET:KIND[:CHANCE]`, like `transform:throw` and `disk:full:0.1`. @throws Error that names what there is */
export function parseFault(spec: string): Fault {
  const [target = "", kind = "", written, ...more] = spec.split(":");
  const chance = written === undefined ? 1 : /^(0?\.\d+|1(\.0+)?)$/.test(written) ? Number(written) : NaN;
  if (more.length > 0 || !(chance > 0))
    throw refusal(
      spec,
      `the chance behind ${target}:${kind} must be above 0 and at most 1, as in ${target}:${kind}:0.1`,
    );
  if (target === "transform" && isTransformFault(kind)) return { target, kind, chance };
  if (target === "disk" && kind === "full") return { target, chance };
  if (target === "clock") return { target, chance, milliseconds: jump(spec, kind) };
  throw refusal(
    spec,
    `there are ${KNOWN_FAULTS.map(([known]) => known).join(", ")}, each with a chance behind it if you like, as in disk:full:0.1`,
  );
}

function isTransformFault(kind: string): kind is TransformFault {
  return Object.hasOwn(TRANSFORM_FAULTS, kind);
}

function jump(spec: string, text: string): number {
  const [, sign = "", amount = "", unit = ""] = /^([+-])(\d{1,7})([hms])$/.exec(text) ?? [];
  const milliseconds = Number(`${sign}${amount}`) * (UNITS[unit] ?? NaN);
  if (amount === "" || milliseconds === 0 || Math.abs(milliseconds) > LONGEST_JUMP_HOURS * 3_600_000) {
    throw refusal(spec, `a clock jumps by +N or -N of h, m or s, at most ${LONGEST_JUMP_HOURS} hours, as in clock:+1h`);
  }
  return milliseconds;
}

function refusal(spec: string, way: string): Error {
  return new Error(`fault ${JSON.stringify(spec)} is not known: ${way}`);
}
