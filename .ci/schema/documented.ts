import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { npmPackage } from "../fetch/npm-package";

/** What the documentation of a 6.x provider says of an argument. */
export interface Documented {
  readonly deprecated: string | undefined;
  /** Every text in backquotes behind "Valid values", "Possible values" or "One of"; none where it names none. */
  readonly values: readonly string[];
}

/**
 * https://github.com/pulumi/pulumi-aws (Apache-2.0): classes made from the schema and the documentation of a 6.x provider, which name what is
 * deprecated and which values there are; the bindings here do neither.
 */
const PACKAGE = [
  "@pulumi/aws",
  "7.15.0",
  "sha512-teHcWfllICarutAQq7ix2X5PFaNCXBe+vQmnR6Efnq/PkZcXbVq+6eLmSFkjuYboa3nIb2YUzG9ic34hUmf79Q==",
] as const;
const MEMBER = /(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\s*)?(\w+)\??: (pulumi\.Input<[^;]*);/g;
const VALUES = /(?:[Vv]alid|[Pp]ossible|[Aa]llowed|[Ss]upported) (?:values|options)[^`]*(.*?)(?:\.\s|\n|$)/;

/** The documentation of the resources that trees have. @throws Missing when no registry has it */
export class Documentation {
  private readonly folder = npmPackage(...PACKAGE);
  private readonly inputs = readFileSync(path.join(this.folder, "types/input.d.ts"), "utf8");
  /** Files by module and class in small letters without anything between: `aws_s3_bucket` is there as `s3bucket`. */
  private readonly files = new Map(
    readdirSync(this.folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(path.join(this.folder, entry.name, "index.d.ts")))
      .flatMap(({ name: module }) =>
        readdirSync(path.join(this.folder, module))
          .filter((file) => file.endsWith(".d.ts") && file !== "index.d.ts")
          .map(
            (file) =>
              [
                `${module}${file.slice(0, -".d.ts".length)}`.toLowerCase(),
                path.join(this.folder, module, file),
              ] as const,
          ),
      ),
  );
  private readonly known = new Map<string, ReadonlyMap<string, Member>>();

  /** @returns undefined where it has no such resource */
  resource(type: string): ReadonlyMap<string, Member> | undefined {
    const file = this.files.get(type.replace(/^aws_/, "").replaceAll("_", ""));
    if (file === undefined) return undefined;
    return this.read(
      file,
      () => /export interface \w+Args \{\n([^]*?)^\}/m.exec(readFileSync(file, "utf8"))?.[1] ?? "",
    );
  }

  /** The members of a block, like `s3.BucketCorsRule`. */
  block(name: string): ReadonlyMap<string, Member> {
    return this.read(name, () => {
      const [module = "", type = ""] = name.split(".");
      const start = this.inputs.indexOf(`\nexport declare namespace ${module} {`);
      const from = this.inputs.indexOf(`\n    interface ${type} {\n`, start);
      return from < 0 ? "" : this.inputs.slice(from, this.inputs.indexOf("\n    }\n", from));
    });
  }

  private read(key: string, body: () => string): ReadonlyMap<string, Member> {
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const members = new Map(
      [...body().matchAll(MEMBER)].map(([, comment = "", name = "", type = ""]) => {
        const text = comment.replace(/\n\s*\* ?/g, "\n");
        const values = [...(VALUES.exec(text)?.[1] ?? "").matchAll(/`"?([^`"]+)"?`/g)].map(([, value = ""]) => value);
        const member: Member = {
          deprecated: /@deprecated (.*)/.exec(text)?.[1],
          values,
          block: /inputs\.(\w+\.\w+)/.exec(type)?.[1],
        };
        return [name.toLowerCase(), member] as const;
      }),
    );
    this.known.set(key, members);
    return members;
  }
}

export interface Member extends Documented {
  /** The name of the block that it holds. */
  readonly block: string | undefined;
}
