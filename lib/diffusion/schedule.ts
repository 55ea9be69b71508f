import {
  constantBetas,
  cosineBetas,
  customBetas,
  jsdBetas,
  linearBetas,
  quadraticBetas,
  scaledLinearBetas,
  sigmoidAlphaBarBetas,
  sigmoidBetas,
  warmupBetas,
  type CosineScheduleOptions,
  type EndPoints,
  type LinearScheduleOptions,
  type SigmoidAlphaBarOptions,
  type SigmoidScheduleOptions,
  type WarmupScheduleOptions,
} from "../math";

/** The options of each schedule of betas, by name; `lib/math/schedules` says what they are. */
interface ScheduleOptions {
  readonly linear: LinearScheduleOptions;
  readonly cosine: CosineScheduleOptions;
  readonly quadratic: EndPoints;
  readonly scaledLinear: EndPoints;
  readonly sigmoid: SigmoidScheduleOptions;
  readonly sigmoidAlphaBar: SigmoidAlphaBarOptions;
  readonly warmup: WarmupScheduleOptions;
  readonly jsd: object;
  readonly constant: { readonly beta: number };
  readonly custom: { readonly betas: readonly number[] };
}

export type ScheduleName = keyof ScheduleOptions;

/** A schedule that needs nothing said but its name. */
type Plain = Exclude<ScheduleName, "constant" | "custom">;

/** A schedule by name, or with its options: `"cosine"`, `{ name: "linear", betaEnd: 0.5 }`, `{ name: "custom", betas }`. */
export type Schedule =
  | Plain
  | {
      readonly [Name in ScheduleName]: { readonly name: Name } & ScheduleOptions[Name];
    }[ScheduleName];

type Maker<Name extends ScheduleName> = (T: number, options: ScheduleOptions[Name]) => Float64Array;

const makers: { readonly [Name in ScheduleName]: Maker<Name> } = {
  linear: linearBetas,
  cosine: cosineBetas,
  quadratic: quadraticBetas,
  scaledLinear: scaledLinearBetas,
  sigmoid: sigmoidBetas,
  sigmoidAlphaBar: sigmoidAlphaBarBetas,
  warmup: warmupBetas,
  jsd: jsdBetas,
  constant: (T, { beta }) => constantBetas(T, beta),
  custom: customOfLength,
};

function customOfLength(T: number, { betas }: ScheduleOptions["custom"]): Float64Array {
  if (betas.length === T) return customBetas(betas);
  throw new RangeError(`ddpm: ${betas.length} custom betas and T=${T}; pass one for each step.`);
}

/** β_1, ..., β_T of a schedule, [T]. @throws RangeError for an unknown name, or options that the schedule refuses. */
export function scheduleBetas(schedule: Schedule, T: number): Float64Array {
  const { name, ...options } = typeof schedule === "string" ? { name: schedule } : schedule;
  if (!Object.hasOwn(makers, name)) {
    throw new RangeError(
      `ddpm: schedule=${String(name)}; pass one of ${Object.keys(makers).join(", ")}.`,
    );
  }
  return (makers[name] as Maker<ScheduleName>)(T, options as never);
}
