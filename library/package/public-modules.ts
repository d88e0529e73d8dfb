import { readdir, readFile } from "node:fs/promises";

/** A module that users import. */
export interface PublicModule {
  /** What they write, like `clickstream-cdktf/constructs/storage/event-bucket`. */
  readonly specifier: string;
  /** Where it stands, like `constructs/storage/event-bucket.ts`. */
  readonly source: string;
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: object;
  readonly optionalDependencies: object;
  readonly peerDependencies: object;
}

/** What package.json lets users import, and the packages that it asks for. */
export async function publicModules(): Promise<{
  readonly modules: readonly PublicModule[];
  readonly commands: readonly PublicModule[];
  readonly dependencies: readonly string[];
}> {
  const { name, exports, bin, dependencies, optionalDependencies, peerDependencies } = JSON.parse(
    await readFile("package.json", "utf8"),
  ) as Manifest;
  const source = (file: string): string => file.replace(/^(\.\/)?dist\//, "").replace(/\.js$/, ".ts");
  const code = Object.entries(exports).filter(([, file]) => file.endsWith(".js"));
  const modules = await Promise.all(
    code.map(([entry, file]) => matching({ specifier: name + entry.slice(1), source: source(file) })),
  );
  return {
    modules: modules.flat(),
    commands: Object.entries(bin).map(([command, file]) => ({ specifier: command, source: source(file) })),
    dependencies: Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }),
  };
}

/** What a pattern of package.json stands for: every source that it fits and that does not begin with `// @internal`, sorted. */
async function matching(pattern: PublicModule): Promise<readonly PublicModule[]> {
  const [folder = "", extension] = pattern.source.split("*");
  if (extension === undefined) return [pattern];
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(extension)).sort();
  const found = files.map(async (file): Promise<PublicModule[]> => {
    const name = file.slice(0, -extension.length);
    const source = pattern.source.replace("*", name);
    if ((await readFile(source, "utf8")).startsWith("// @internal")) return [];
    return [{ specifier: pattern.specifier.replace("*", name), source }];
  });
  return (await Promise.all(found)).flat();
}
