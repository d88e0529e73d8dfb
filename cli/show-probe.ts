import type { Pipeline } from "../local/pipeline/pipeline";

const HOUR_MILLISECONDS = 3_600_000;

/** Measures once how fresh answers are, and says it. @returns whether SQL answered. @throws Error when the stacks have no probe */
export async function showProbe(pipeline: Pipeline): Promise<boolean> {
  const { clickToAnswerSeconds: seconds, silent, failures } = await pipeline.measure();
  const silence =
    silent === null ? "" : silent.length === 0 ? ", no event type is silent" : `, silent: ${silent.join(", ")}`;
  console.log(
    failures.length > 0
      ? `\nWRONG: the freshness probe: ${failures.join("; ")}`
      : `\nFreshness: ${seconds} s from a click to SQL's answer${silence}`,
  );
  return failures.length === 0;
}

/** Does so each hour from now on, as its schedule does. @returns what ends that */
export function showProbeEachHour(pipeline: Pipeline): () => void {
  const timer = setInterval(() => {
    showProbe(pipeline).catch((error: unknown) => console.error((error as Error).message));
  }, HOUR_MILLISECONDS);
  timer.unref();
  return () => clearInterval(timer);
}
