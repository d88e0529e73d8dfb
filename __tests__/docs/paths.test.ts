import { checkPaths, repositoryPaths } from "../../library/docs/paths";

const known = repositoryPaths();
const check = (text: string, page = "docs/page.md"): readonly string[] => checkPaths(page, text, known);

test("a path that is there is let pass: a file, a folder, a module without its ending", () => {
  expect(check("`.ci/run`, `constructs/`, `.github/workflows/`, `handlers/finished`, `./README.md`")).toEqual([]);
});

test.each([
  ["`constructs/pipeline-names` is open", "constructs/pipeline-names"],
  ["Add it in\n`config/index.ts`.", "config/index.ts"],
  ["`.ci/nothing`", ".ci/nothing"],
  ["`vocabulary/define.ts`, a room that is gone", "vocabulary/define.ts"],
  ["```sh\ncat cli/nowhere.ts\n```", "cli/nowhere.ts"],
  ["`npm test __tests__/nowhere`", "__tests__/nowhere"],
  ["`constructs/nowhere/`", "constructs/nowhere"],
])("a path that is not there is named: %j", (text, named) => {
  const line = text.slice(0, text.indexOf(named)).split("\n").length;
  expect(check(text)).toEqual([`docs/page.md:${line}: there is no ${named}`]);
});

test("what the reader fills in stands for any name, and something must have one", () => {
  expect(
    check(
      "`constructs/monitoring/<what>-alarms.ts`, `docs/<any page>.md`, `local/{server,page}`, `docs/decisions/*.md`",
    ),
  ).toEqual([]);
  expect(check("`constructs/monitoring/<what>-alarm-bells.ts`")).toEqual([
    "docs/page.md:1: there is no constructs/monitoring/<what>-alarm-bells.ts",
  ]);
});

test("whoever adopts the project may rename what is theirs: pages speak of the restaurant's", () => {
  expect(check("`events/menu-click.ts`, `config/dev.ts`")).toEqual([]);
});

test("what is none of the repository's paths is left alone", () => {
  expect(
    check("`application/json`, `errors/<event>/`, `alias/x`, `POST /dev/events/batch`, `s3://b/config/x.ts`"),
  ).toEqual([]);
  expect(check("`build/sbom.cdx.json` is made, `cdktf.out/stacks/<stack>/cdk.tf.json` too")).toEqual([]);
  expect(check('```ts\nimport "./reservations/table";\n```\n1,000 events/s')).toEqual([]);
});

test("a path may be meant from where its page stands", () => {
  expect(check("`page/clickstream.js`, `../five-lines/main.ts`", "examples/browser-page/README.md")).toEqual([]);
});
