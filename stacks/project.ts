import type { EventDeclaration } from "../declaration/event";
import type { Account } from "./configuration/accounts";
import type { ContinuousIntegration } from "./configuration/ci";
import { type Environment, validateEnvironment } from "./configuration/environment";

/** What whoever adopts the project says: `main.ts` exports it. */
export interface Project {
  /** Every environment, by the name of its file in `config/`. */
  readonly environments: Readonly<Record<string, Environment>>;
  /** The accounts for which the defaults are not right. @default none */
  readonly accounts?: readonly Account[];
  /** Whose workflows may plan and deploy. @default nobody's */
  readonly continuousIntegration?: readonly ContinuousIntegration[];
  /** What is taken. */
  readonly eventTypes: readonly EventDeclaration[];
}

/**
 * Every environment, as it is.
 * @throws Error naming the file, the field, the value and what is allowed, and for two environments of one name
 */
export function environmentsOf({
  environments,
  eventTypes,
}: Pick<Project, "environments" | "eventTypes">): readonly Environment[] {
  const files = new Map<string, string>();
  const eventNames = eventTypes.map(({ name }) => name);
  return Object.values(environments).map((environment) => {
    const file = fileOf(environment, environments);
    const { name } = validateEnvironment(environment, file, eventNames);
    const other = files.get(name);
    if (other !== undefined)
      throw new Error(`${file}: \`name\` must be another one than that of ${other}, got "${name}" twice`);
    files.set(name, file);
    return environment;
  });
}

/** Where an environment stands, for messages: `main.ts` calls it like its file. */
export function fileOf(environment: Environment, environments: Project["environments"]): string {
  const [key = environment.name] = Object.entries(environments).find(([, each]) => each === environment) ?? [];
  return `config/${key}.ts`;
}
