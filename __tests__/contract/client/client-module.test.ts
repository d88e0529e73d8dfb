import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { transformSync } from "esbuild";
import ts from "typescript";
import { clientModule } from "../../../contract/client/client-module";
import { defineEvent, defineEvents } from "../../../declaration/define";
import { decimal, list, object, oneOf, string, timestamp } from "../../../declaration/event";
import { eventTypes } from "../../fixtures/menu/events";
import { payment } from "../../support/every-type";

const RUNTIME = readFileSync("contract/client/browser/runtime.ts", "utf8");
const MOST_BYTES = 4 * 1024;
const menu = clientModule(eventTypes, RUNTIME);

/** What TypeScript says of these files in its strictest setting, by file. */
function problemsOf(files: Readonly<Record<string, string>>): (file: string) => readonly string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2020,
    lib: ["lib.es2020.d.ts", "lib.dom.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noPropertyAccessFromIndexSignature: true,
    noImplicitReturns: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => name in files || disk.fileExists(name),
    readFile: (name) => files[name] ?? disk.readFile(name),
    getSourceFile: (name, language) =>
      files[name] === undefined ? disk.getSourceFile(name, language) : ts.createSourceFile(name, files[name], language),
  };
  const found = ts.getPreEmitDiagnostics(ts.createProgram(Object.keys(files), options, host));
  return (name) =>
    found
      .filter(({ file }) => file?.fileName.startsWith(name))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n").split("\n")[0] ?? "");
}

const RIGHT = `import { clickstream, type Events } from "./menu";
const events = clickstream("https://api.example.com/dev", { context: { restaurant_id: "trattoria", menu_variant: "a" } });
const pasta: Events["menu-click"] = { element_clicked: "Pasta" };
events.send("menu-click", pasta);
events.send("menu-view", { elements: [{ element: "Pasta", seconds: 2.5 }, { element: "Risotto" }] });
events.send("order", { items: [{ item: "Pasta" }], price: null, customerId: undefined });
events.context({ page: "/menu" });
events.consent(true);
void events.flush();
`;

const WRONG = `import { clickstream } from "./menu";
const { send } = clickstream("https://api.example.com/dev", { context: { menu_variant: "c" } });
send("menu-clicks", { element_clicked: "Pasta" });
send("menu-click", {});
send("menu-click", { element_clicked: 1 });
send("menu-click", { element_clicked: "Pasta", elementClicked: "Pasta" });
`;
const odd = defineEvent({
  name: "odd",
  description: "A *comment* and its end */ here",
  path: "/odd",
  table: "odd",
  fields: {
    a: oneOf('say "hi"', "back`slash\\", { required: true }),
    b: list(object({ when: timestamp(), sum: decimal(5, 2) })),
  },
});
const ODD = `import { clickstream } from "./odd";
clickstream("").send("odd", { a: 'say "hi"', b: [{ when: 1, sum: "1.50" }, null] });
clickstream("").send("odd", { a: "back\`slash\\\\" });
`;
const [, HOW_TO = ""] = /```typescript\n([^]*?)```/.exec(readFileSync("docs/how-to/send-from-a-page.md", "utf8")) ?? [];
const problems = problemsOf({
  "/menu.ts": menu,
  "/menu-right.ts": RIGHT,
  "/menu-wrong.ts": WRONG,
  "/menu-how-to.ts": HOW_TO.replace("./clickstream", "./menu").replaceAll(/^ {3}/gm, ""),
  "/every.ts": clientModule([payment], RUNTIME),
  "/odd.ts": clientModule(defineEvents(odd), RUNTIME),
  "/odd-page.ts": ODD,
});

test("the module, and a page that sends what is declared, compile in TypeScript's strictest setting", () => {
  expect([...problems("/menu.ts"), ...problems("/menu-right.ts")]).toEqual([]);
  expect([HOW_TO.includes("events.send("), problems("/menu-how-to.ts")]).toEqual([true, []]);
});

test("what is not declared, is of another type, or lacks what is required, is no program", () => {
  expect(problems("/menu-wrong.ts")).toEqual([
    expect.stringContaining(`'"c"' is not assignable`),
    expect.stringContaining(`'"menu-clicks"' is not assignable`),
    expect.stringContaining("'{}' is not assignable"),
    expect.stringContaining("'number' is not assignable"),
    expect.stringContaining("'elementClicked' does not exist"),
  ]);
});

test("every type of field is one of TypeScript's, and descriptions and values that would end a comment or a text stay what they are", () => {
  expect([...problems("/every"), ...problems("/odd")]).toEqual([]);
});

test.each([
  ["the restaurant's event types", menu],
  ["thirty event types", clientModule(thirty(), RUNTIME)],
])("minified and compressed it is at most 4 KB: %s", (_, module) => {
  const { code } = transformSync(module, { loader: "ts", minify: true, target: "es2020" });
  expect(gzipSync(code).length).toBeLessThanOrEqual(MOST_BYTES);
});

function thirty() {
  const { fields, description, occurredAt } = eventTypes[0];
  return Array.from({ length: 30 }, (_, index) => ({
    ...{ fields, description, occurredAt },
    ...{ name: `menu-${index}`, path: `/menus/shown-${index}`, table: `menus_${index}` },
  }));
}

test("retired event types are not sent", () => {
  const [first, ...others] = eventTypes;
  const module = clientModule([{ ...first, retired: true }, ...others], RUNTIME);
  expect(module).not.toContain("menu-view");
  expect(module).toContain("menu-click");
});

test("a field that can't hold the ids that the client makes is named", () => {
  const event = defineEvent({
    name: "step",
    description: "",
    path: "/steps",
    table: "steps",
    fields: { room: string() },
    context: { session_id: string({ maxLength: 16 }) },
  });
  expect(() => clientModule([event], RUNTIME)).toThrow(
    'event "step": "session_id" must take the ids that the client makes, text of 32 hexadecimal digits; widen its type, maxLength or pattern, or call it otherwise',
  );
});
