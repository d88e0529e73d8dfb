import { Input } from "../../../emulation/api/input";
import { RequestParameters } from "../../../emulation/api/parameters";
import { Template } from "../../../emulation/api/template";

const fail = (problem: string): never => {
  throw new Error(problem);
};
const load = (source: string, kind: "request" | "response" = "response"): Template => new Template(source, kind, fail);
const render = (source: string, body = "", context: Record<string, unknown> = {}): string =>
  load(source).render(new Input(body), context).text;

describe("what a template can ask for", () => {
  const body = JSON.stringify({ a: { b: [1, { "c-d": "x" }] }, text: 'say "hi"/\n', nothing: null, flag: false });

  test.each([
    ["$input.body", body],
    ["$input.path('$.a.b[0]')", "1"],
    [`$input.path("$.a.b[1].c-d")`, "x"],
    [`$input.path("$['text']").`, 'say "hi"/\n.'],
    ["$input.path('$.flag')", "false"],
    [
      "[$input.path('$.nothing')$input.path('$.missing.deep')$input.path('$.__proto__')$input.path('$.a.length')]",
      "[]",
    ],
    ["$input.json('$.a')", '{"b":[1,{"c-d":"x"}]}'],
    ["$input.json('$.missing')", '""'],
    ["$util.escapeJavaScript($input.path('$.text'))", 'say \\"hi\\"\\/\\n'],
    ["$util.escapeJavaScript('é')", "\\u00E9"],
    ["$util.escapeJavaScript('\u007f\u001f')", "\u007f\\u001F"],
    ["$util.urlEncode('a b&é*~')", "a+b%26%C3%A9*%7E"],
    ["$util.urlDecode('a+b%26')", "a b&"],
    ["$util.base64Encode('é')", "w6k="],
    ["$util.base64Decode('w6k=')", "é"],
    ["$util.parseJson('[1, 2]')", "[1, 2]"],
    ["$context.identity.sourceIp/$!{context.stage}", "1.2.3.4/dev"],
    ["#set($n = 5)$n #[[$raw #if]]# $5 #fff ## gone", "5 $raw #if $5 #fff "],
  ])("%s", (source, text) => {
    expect(render(source, body, { identity: { sourceIp: "1.2.3.4" }, stage: "dev" })).toBe(text);
  });

  test.each([
    ["a", "one"],
    ["b", "two"],
    ["c", "three"],
    ["", "none"],
  ])("the branch for %p is taken", (kind, expected) => {
    const source =
      "#set($k = $input.path('$.k'))#if($k == 'a')one#elseif($k == \"b\" && $k != 'x')two#elseif(!($k == '' || $k == 'z'))three#else none#end";
    expect(render(source, JSON.stringify({ k: kind })).trim()).toBe(expected);
  });

  test("a template ends as it is written, without a line break of its own", () => {
    expect([render("a"), render("a\n"), render("{\n}"), render("#set($x = 'a')"), render("$input.body")]).toEqual([
      "a",
      "a\n",
      "{\n}",
      "",
      "",
    ]);
  });

  test.each([
    ["$input.params('Origin')", "https://a.example"],
    ["$input.params('origin')", "https://a.example"],
    ["[$input.params(\"X-Missing\")$input.params('constructor')]", "[]"],
    ["$input.params('q')", "b c"],
    ["$input.params('accept')", "from the query"],
    ["$input.params('empty').", "."],
  ])("%s is what the request was sent with", (source, text) => {
    const parameters = new RequestParameters(
      { origin: "https://a.example", accept: "text/html" },
      "q=a&q=b+c&accept=from%20the%20query&empty=",
    );
    expect(load(source).render(new Input("", parameters), {}).text).toBe(text);
  });

  test.each([
    ["https://a.example", { "Access-Control-Allow-Origin": "https://a.example", "X-Who": "a" }],
    ["https://b.example", { "Access-Control-Allow-Origin": "https://b.example" }],
    ["https://evil.example", {}],
    [undefined, {}],
  ])("of several origins the one that asked is answered: %p", (origin, headers) => {
    const source = [
      `#if($input.params('Origin') == "https://a.example" || $input.params('origin') == "https://a.example")`,
      `#set($context.responseOverride.header.Access-Control-Allow-Origin = "https://a.example")`,
      `#set($context.responseOverride.header.X-Who = "a")`,
      `#elseif($input.params('Origin') == "https://b.example" && $input.params('origin') != "")`,
      `#set($context.responseOverride.header.Access-Control-Allow-Origin = "https://b.example")`,
      "#end\n",
    ].join("\n");
    const { text, overrides } = load(source).render(new Input("", new RequestParameters({ origin }, "")), {});
    expect(text.trim()).toBe("");
    expect(overrides).toMatchObject({ status: undefined, headers });
    expect(Object.keys(overrides.headers)).toEqual(Object.keys(headers));
  });

  test("one call leaves nothing behind for the next", () => {
    const template = load(
      "#if($input.path('$.a') == 'x')#set($context.responseOverride.status = 413)#set($context.responseOverride.header.Retry-After = '5')#end",
    );
    expect(template.render(new Input('{"a":"x"}'), {}).overrides).toMatchObject({
      status: 413,
      headers: { "Retry-After": "5" },
    });
    expect(template.render(new Input('{"a":"y"}'), {}).overrides).toMatchObject({ status: undefined, headers: {} });
  });
});

describe("what a template can't say stops the start with the expression", () => {
  test.each([
    [
      "$input.params()",
      "$input.params() is not known to the local run; its argument must be a name in quotes like 'Origin'",
    ],
    ["$input.params('a', 'b')", "$input.params('a', 'b') is not known to the local run; its argument must be a name"],
    [
      '$input.params("$context.stage")',
      "$input.params('$context.stage') is not known to the local run; its argument must be a name",
    ],
    ["$input.params('a b')", "$input.params('a b') is not known to the local run; its argument must be a name"],
    ["#set($p = 'a')$input.params($p)", "$input.params($p) is not known to the local run; its argument must be a name"],
    ["$input.params.header", "$input.params.header is not known"],
    ["$input.params('a').length()", "$input.params('a').length() is not known"],
    ["$input.body.length()", "$input.body.length() is not known"],
    ["$input.path('$..a')", "$input.path('$..a') is not known to the local run; its argument must be a path"],
    ["#set($p = '$.a')$input.path($p)", "$input.path($p) is not known to the local run; its argument must be a path"],
    ["$util.time()", "$util.time() is not known"],
    ["$util.base64Encode()", "$util.base64Encode() takes one argument"],
    ["$util.base64Encode($input.nothing)", "$input.nothing is not known"],
    ["$util.constructor('x')", "$util.constructor('x') is not known"],
    ["$context.authorizer.claims", "$context.authorizer.claims is not known"],
    ["$context.responseOverride.status", "$context.responseOverride.status is not known"],
    ["$stageVariables.a", "$stageVariables.a is not known"],
    ["$x#set($x = 1)", "$x is not known"],
    ["#set($x = 1)$x.y", "$x.y is not known"],
    ["#set($context.stage = 'x')", "#set of $context.stage is not known"],
    ["#set($x = [1])", "array is not known"],
    ["#set($x = 1 + 2)", "1 + 2 is not known"],
    ["#set($x = 'a\\nb')", "holds a backslash"],
    [
      '#set($x = "a$context.stage")',
      'the text "a$context.stage" is not known to the local run: put references outside of quotes',
    ],
    ["#foreach($a in $input.path('$'))$a#end", "#foreach is not known"],
    ["#macro(a)b#end", "#macro is not known"],
    ["#include('x')", "#include is not known"],
    ["#stop", '"#stop" is not known'],
    ["#{if}(1)", '"#{if" is not known'],
    ["\\$x", '"$x" is not known'],
    ["#else", "#else is not known"],
    [
      "#if($input.path('$.a'))x#end",
      "the condition $input.path('$.a') is not known to the local run; compare with == or !=",
    ],
    ["#if($input.path('$.a') == 5)x#end", "a comparison must have a text in quotes on one side"],
    ["#if($input.path('$.a') > 'b')x#end", "the condition $input.path('$.a') > 'b' is not known"],
    ["#if($input.path('$.a') == 'b')x", "has an #if without its #end, or an #end too many"],
    ["x#end", "has an #if without its #end, or an #end too many"],
    ["#set($x = )", "is not a template: "],
    ["a  #set($x = 'b')", "has blanks before a #set"], // Velocity takes them away with it
    ["#set($x = 'b')\t", "ends in blanks"],
    ["#if($input.body == 'a')\r\n#end", '"\\r" is not known'],
    ["costs 5$", '"$" is not known'], // Velocity stops at these three
    ["item #", '"#" is not known'],
    ["$input.body(x)", "is not known"],
    ["$input.body#* c *#", '"#*" is not known'],
    ["#endless", '"#end" is not known'],
    ["#if($input.body == 'a')x#else y#elseif($input.body == 'b')z#end", "has a branch behind an #else"],
  ])("%s", (source, message) => {
    expect(() => load(source)).toThrow(message);
  });

  test("a request template can't override the response", () => {
    expect(() => load("#set($context.responseOverride.status = 413)", "request")).toThrow(
      "#set of $context.responseOverride.status is not known",
    );
  });
});
