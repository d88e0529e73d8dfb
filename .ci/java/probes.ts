import type { Random } from "../../local/fault/random";
import type { MappingTemplate } from "./apis";
import { pick } from "./hostile";

/** Templates that no environment has and the local run takes, so that it renders what teams write, too: what stands beside a directive, each function. */
const SOURCES = [
  "$input.body",
  "$input.json('$.a')",
  "$input.path('$.a')",
  "$input.params('q')|$input.params('none')",
  "$util.base64Encode($input.body)",
  "$util.urlEncode($input.body)",
  "$util.escapeJavaScript($input.body)",
  "$util.urlEncode($input.params('User-Agent'))",
  "$context.stage $context.path $context.httpMethod $context.identity.sourceIp $context.identity.userAgent $context.protocol",
  "$context.requestId.x $context.requestIdx",
  "#set($x = $input.body)$x",
  "#set( $x = 'a' )\n$x",
  "  #set($x = $input.body)  \n  $x  \n",
  "#set($x = 5)$x",
  "#set($x = 'a\"b')$x",
  'a #if($input.body == "a")b#{else}c#end d',
  "a\n#if($input.body == \"a\")\nb\n#elseif($input.body != 'b')\n  c\n#else\nd\n#end\ne",
  "a #if(!($input.body == \"a\") && $input.params('x') == '') b #end c",
  "\n\n#if($input.body == '')\n#end\n\n",
  "\t#if($input.body == '')x\n\t#end\t\n$input.body",
  "## a comment\na ## another\nb",
  "a #* b\n c *# d",
  "#[[ $input.body #if ]]# $input.body",
  "#if($input.body == '') #set($x = 'a') $x #end",
  '{"a":"$input.body","b":"$!input.body","c":"${input.body}","d":"$!{input.body}"}',
  "$input.body.x",
  "${input.body}x",
  "$ a $1 $$ # a #1 \\ \\\\ % {} $input.body",
  "\\$input.body",
  "\\#set($x = 1)",
  "$$input.body",
  "$input.body$input.body",
  '#if($input.body == "$")a#end',
  "\r\n#if($input.body == 'a')\r\nb\r\n#end\r\nc",
];

export const PROBES: readonly MappingTemplate[] = SOURCES.flatMap((source) =>
  (["request", "response"] as const).map((kind) => ({ place: JSON.stringify(source), kind, source })),
);

const PARTS = [
  " ", "  ", "\t", "\n", "\n\n", " \n", "a", "{", "}", "\"", "(", ")", "$", "1", ".", "-", "$x", "${x}", "$!x", "$input.body",
  "#set($x = 'b')", "#set( $x = $input.body )", "#{set}($x = 'b')", "#if($input.body == 'a')", "#if($x != '')", "#elseif($x == 'b')", "#else", "#{else}", "#end",
  "#{end}", "#[[ d ]]#",
]; // prettier-ignore

/** A template of any parts in any order; most are none, or nothing that the local run takes. */
export const anyTemplate = (random: Random): string =>
  `#set($x = 'b')${Array.from({ length: 1 + Math.floor(random() * 8) }, () => pick(random, PARTS)).join("")}`;
