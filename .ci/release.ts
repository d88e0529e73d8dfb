// Prints what CHANGELOG.md says of the release that a tag names. usage: node run.mjs .ci/release.ts, with GITHUB_REF_NAME and GITHUB_REPOSITORY
import { readFile } from "node:fs/promises";

/** What a release is made of. */
export interface Release {
  /** `v0.2.0` */
  readonly tag: string;
  /** `owner/name`, as GitHub spells it. */
  readonly repository: string;
  readonly manifest: { readonly version: string; readonly repository: { readonly url: string } };
  /** package-lock.json */
  readonly lock: { readonly version: string };
  readonly changelog: string;
}

/** The sections of a changelog, the newest first: `Unreleased`, then `0.2.0 (2027-01-31)`. */
export const sectionsOf = (changelog: string): readonly { readonly title: string; readonly text: string }[] =>
  changelog
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = "", ...lines] = section.split("\n");
      return { title, text: lines.join("\n").trim() };
    });

/** The notes of a release. @throws Error with all that does not fit, and what to do about it */
export function releaseNotes({ tag, repository, manifest, lock, changelog }: Release): string {
  const { version } = manifest;
  const section = sectionsOf(changelog).find(({ title }) => title.split(" ")[0] === version);
  const problems: string[] = [];
  if (tag !== `v${version}`) problems.push(`the tag is ${tag}, package.json says ${version}: tag v${version}`);
  if (lock.version !== version)
    problems.push(`package-lock.json says ${lock.version}, package.json ${version}: run npm install`);
  if (section === undefined) problems.push(`CHANGELOG.md has no section "## ${version} (yyyy-MM-dd)"`);
  else {
    if (!/ \(\d{4}-\d{2}-\d{2}\)$/.test(section.title))
      problems.push(`CHANGELOG.md: "${section.title}" needs its date: ${version} (yyyy-MM-dd)`);
    if (section.text === "") problems.push(`CHANGELOG.md says nothing of ${version}`);
  }
  if (!manifest.repository.url.endsWith(`/${repository}.git`))
    problems.push(
      `package.json: repository.url is ${manifest.repository.url}, this is ${repository}: npm takes no provenance of another`,
    );
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return section?.text ?? "";
}

export async function main(): Promise<void> {
  const { GITHUB_REF_NAME: tag = "", GITHUB_REPOSITORY: repository = "" } = process.env;
  const json = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, "utf8"));
  const manifest = (await json("package.json")) as Release["manifest"];
  const lock = (await json("package-lock.json")) as Release["lock"];
  console.log(releaseNotes({ tag, repository, manifest, lock, changelog: await readFile("CHANGELOG.md", "utf8") }));
}
