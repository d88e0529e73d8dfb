import { seededRandom } from "../../local/fault/random";
import { recordProof } from "../../__tests__/support/record-proof";
import { Missing } from "../fetch/cache";
import { EVENT_TYPES, type MappingTemplate, synthesizedApis } from "./apis";
import { anyBody } from "./bodies";
import { Engine } from "./engine";
import { FAULTS, type Means } from "./faults";
import { checkGatewayAnswers } from "./gateway-answers";
import { checkModels, type DifferenceClass, staleClasses } from "./models";
import { anyTemplate, PROBES } from "./probes";
import { checkTemplate } from "./templates";

const SKIPPED = 77;
/** Hostile calls for each template, bodies for each event type, made-up templates. */
const CALLS = 40;
const BODIES = 2_000;
const TEMPLATES = 1_500;
const started = Date.now();
/** For docs/proof.md. */
const counts: Record<string, number> = {};

/** Progress, with the seconds since the start. */
const step = (what: string): void =>
  console.log(`${String(Math.round((Date.now() - started) / 1000)).padStart(5)} s  ${what}`);

/**
 * Holds the local run's mapping templates against Velocity and its request models against a Java draft-04 validator; then holds itself
 * to faults that are planted. Exit 0: all the same, and every fault is noticed. 1: something else. 77: skipped, since Java or a
 * package registry is not there; nothing was seen. `--seed NUMBER` makes other calls and bodies.
 */
export async function main(): Promise<void> {
  const seed = Number(process.argv[process.argv.indexOf("--seed") + 1]) || 1;
  const engines: Engine[] = [];
  const started = (program: Engine["program"]): Engine => {
    const engine = new Engine(program);
    engines.push(engine);
    return engine;
  };
  try {
    const velocities = [started("velocity-1.7"), started("velocity-2.4.1")];
    const validator = started("json-schema-validator-2.2.14");
    const apis = synthesizedApis();
    step(`${apis.length} environments are synthesized`);
    const [api] = apis;
    if (api === undefined) throw new Error("there is no environment");
    const means = { velocities, validator, api, random: seededRandom(seed) };
    const failures = [
      ...(await templates(
        means,
        apis.flatMap((each) => each.templates),
      )),
      ...(await gatewayAnswers(means, apis)),
      ...(await models(means)),
      ...(await missedFaults(means)),
    ];
    for (const failure of failures) console.error(`DIFFERENT: ${failure}`);
    if (failures.length > 0) process.exitCode = 1;
    else recordProof("java", counts);
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    console.log(`SKIPPED: ${error.message}`);
    process.exitCode = SKIPPED;
  } finally {
    for (const engine of engines) await engine.close();
  }
}

/** Those of the environments, once each; those that say what a template can ask for; and made-up ones, as far as the local run takes them. */
async function templates({ velocities, random }: Means, all: readonly MappingTemplate[]): Promise<readonly string[]> {
  const different = [...new Map(all.map((each) => [each.kind + each.source, each])).values()];
  const failures: string[] = [];
  for (const each of different) failures.push(...(await checkTemplate(each, velocities, random, CALLS)));
  Object.assign(counts, { templates: all.length, "hostile calls": different.length * CALLS });
  step(
    `${all.length} templates, ${different.length} of them different, ${different.length * CALLS} hostile calls: ${failures.length} differences`,
  );
  let taken = 0;
  const made = Array.from({ length: TEMPLATES }, () => anyTemplate(random)).map((source) => ({
    place: JSON.stringify(source),
    kind: "response" as const,
    source,
  }));
  for (const each of [...PROBES, ...made])
    try {
      failures.push(...(await checkTemplate(each, velocities, random, 3, { isMade: false })));
      taken++;
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith(each.place))) throw error; // that one the local run refuses to load
    }
  step(
    `${PROBES.length + made.length} templates that no environment has, ${taken} of them taken: ${failures.length} differences`,
  );
  return failures;
}

async function gatewayAnswers(
  { velocities, random }: Means,
  apis: ReturnType<typeof synthesizedApis>,
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const api of apis) failures.push(...(await checkGatewayAnswers(api, velocities, random, 3)));
  step(`API Gateway's own answers: ${failures.length} differences`);
  return failures;
}

async function models({ validator: engine, api, random }: Means): Promise<readonly string[]> {
  const differing = new Map<DifferenceClass, number>();
  const failures: string[] = [];
  for (const event of EVENT_TYPES) {
    const bodies = Array.from({ length: BODIES }, () => anyBody(random, event));
    failures.push(...(await checkModels({ engine, api, event, bodies, differing })));
  }
  const known = [...differing].map(([{ name }, times]) => `${times} on ${name}`).join(", ");
  counts["bodies against models"] = EVENT_TYPES.length * BODIES;
  step(
    `${EVENT_TYPES.length * BODIES} bodies for the models of ${EVENT_TYPES.length} event types, in both modes: ${failures.length} differences but for ${known}`,
  );
  return [...failures, ...staleClasses(differing)];
}

/** @returns the planted faults that nothing noticed */
async function missedFaults(means: Means): Promise<readonly string[]> {
  const missed: string[] = [];
  for (const [fault, plant] of Object.entries(FAULTS)) if ((await plant(means)).length === 0) missed.push(fault);
  counts["planted faults"] = Object.keys(FAULTS).length;
  step(`planted faults: ${Object.keys(FAULTS).length - missed.length} of ${Object.keys(FAULTS).length} were noticed`);
  return missed.map((fault) => `planted fault: ${fault}, and nothing noticed`);
}
