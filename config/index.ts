import { dev } from "./dev";
import { type Environment, validateEnvironment } from "../stacks/configuration/environment";
import { prod } from "./prod";
import { test } from "./test";

/** Every environment that is synthesized, validated. */
export function loadEnvironments(): readonly Environment[] {
  return Object.entries({ dev, test, prod }).map(([name, environment]) =>
    validateEnvironment(environment, `config/${name}.ts`),
  );
}
