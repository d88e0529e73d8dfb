import { eventTypes } from "../support/restaurant";
import { batchPath } from "../../declaration/layout";
import type { Random } from "../../local/fault/random";
import { makeEvent } from "../support/make-event";

const [event] = eventTypes;
const STAGE = "/dev";

/** One of a list. */
export function pick<T>(random: Random, list: readonly [T, ...T[]]): T {
  return list[Math.floor(random() * list.length)] ?? list[0];
}
const upTo = (random: Random, most: number): number => Math.floor(random() * (most + 1));
const bytes = (random: Random, count: number): string =>
  String.fromCharCode(...Array.from({ length: count }, () => upTo(random, 255)));

const METHODS = [
  "GET",
  "POST",
  "PUT",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "PATCH",
  "DELETE",
  "PROPFIND",
  "M-SEARCH",
  "post",
  "",
  "G\0T",
  "X".repeat(500),
  "CONNECT",
] as const;
const PATHS = [
  `${STAGE}${event.path}`,
  `${STAGE}${batchPath(event)}`,
  "/",
  "*",
  "",
  "//",
  "/%",
  "/%00",
  "/\0",
  "/..",
  `${STAGE}/../_local/status`,
  `${STAGE}/%2e%2e/_local/status`,
  `${STAGE}${event.path}/`,
  `${STAGE}${event.path}%2f`,
  `${STAGE}${event.path};a=b`,
  `${STAGE}${event.path}?%00&%&=&__proto__=1`,
  `http://127.0.0.1${STAGE}${event.path}`,
  "http://[::1",
  "//evil.example/x",
  "/__proto__",
  "/constructor/prototype",
  `/${"a".repeat(30_000)}`,
  `${STAGE}${event.path}?${"q=1&".repeat(4_000)}`,
  "/\u00ff\u00fe",
  "/a b",
  "/%c0%ae%c0%ae/",
  "/_local",
  "/_local/",
  "/_local/status",
  "/_local/..%2f",
  "/_local/nothing",
  "/_local/%",
  "/_local/wait?events=-1",
  "/_local/wait?events=1e999&timeout=0",
  "/_local/wait?events=1&timeout=NaN",
  "/_local/wait?events=9&timeout=0",
  "/_local/query",
  "/_local/failures",
  "/_local/openapi.json",
  "/_local/charts/../x",
  "/_local?x",
  "/_local#x",
] as const;
const VERSIONS = [
  "HTTP/1.1",
  "HTTP/1.0",
  "HTTP/0.9",
  "HTTP/9.9",
  "HTTP/1.1 ",
  "http/1.1",
  "HTTP/2.0",
  "",
  "\t",
] as const;
const HEADERS = [
  "Host: localhost",
  "Host: evil.example",
  "Host: a\r\nHost: b",
  "Host",
  ": x",
  "Content-Type: application/json",
  "Content-Type: text/plain;charset=utf-16",
  "Content-Type: \u00e9",
  `Content-Type: ${"a/b;".repeat(1000)}`,
  "Content-Encoding: gzip",
  "Content-Length: 2",
  "Content-Length: -1",
  "Content-Length: 99999999999999999999",
  "Content-Length: 2\r\nContent-Length: 3",
  "Content-Length: 1e3",
  "Content-Length: 0x10",
  "Transfer-Encoding: chunked",
  "Transfer-Encoding: chunked\r\nContent-Length: 5",
  "Transfer-Encoding: gzip, chunked",
  "Transfer-Encoding: chunked, identity",
  "Transfer-Encoding: \x0bchunked",
  "Expect: 100-continue",
  "Expect: tea",
  "Upgrade: websocket\r\nConnection: Upgrade",
  "Connection: close",
  "Connection: keep-alive, \0",
  "Accept: */*, \r\n folded",
  "X-A: \0",
  "__proto__: x",
  "constructor: x",
  "Origin: null",
  "Origin: https://evil.example",
  `X-Long: ${"x".repeat(20_000)}`,
  "X:1\r\n".repeat(3_000).trimEnd(),
  "Cookie: \u00ff\u00fe",
  "X-B : y",
  "\tX: y",
] as const;
const CHUNKS = [
  "5\r\nhello\r\n0\r\n\r\n",
  "ZZ\r\nx\r\n",
  "FFFFFFFFFFFFFFFFF\r\nx",
  "5;ext=1\r\nhello\r\n0\r\nTrailer: x\r\n\r\n",
  "-1\r\n",
  "5\r\nhell",
  "0\r\n\r\n0\r\n\r\n",
  "\r\n\r\n",
  `1;${"e".repeat(30_000)}\r\nx\r\n0\r\n\r\n`,
  "5\nhello\n0\n\n",
  "0x5\r\nhello\r\n0\r\n\r\n",
] as const;
const BODIES = [
  "",
  "{",
  "{}",
  "[]",
  "null",
  "\0",
  "\ufeff{}",
  "[".repeat(200_000),
  `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
  `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`,
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"sql":"SELECT 1"}',
  '{"sql":"COPY (SELECT 1) TO \'/tmp/x\'"}',
  `{"sql":"${"(".repeat(5_000)}"}`,
  '{"sql":{}}',
  '"\\ud800"',
  "1e999",
  `"${"\\u0000".repeat(1000)}"`,
  `[${"1,".repeat(600)}1]`,
] as const;

const line = (random: Random): string =>
  `${pick(random, METHODS)} ${pick(random, PATHS)} ${pick(random, VERSIONS)}\r\n`;
const someHeaders = (random: Random): string =>
  Array.from({ length: upTo(random, 5) }, () => `${pick(random, HEADERS)}\r\n`).join("");
/** In latin1, each byte a character. */
const valid = (body: string, path: string, contentType = "application/json"): string =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${contentType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${Buffer.from(body).toString("latin1")}`;
const validEvent = (random: Random): string =>
  valid(JSON.stringify(makeEvent(event, upTo(random, 1000))), `${STAGE}${event.path}`);

/** Ways to make bytes for a connection, as latin1. */
const KINDS: readonly [(random: Random) => string, ...((random: Random) => string)[]] = [
  (random) => bytes(random, upTo(random, 3000)),
  (random) => `${line(random)}${someHeaders(random)}\r\n${pick(random, BODIES)}`,
  (random) => `${line(random)}${someHeaders(random)}\r\n${pick(random, CHUNKS)}`,
  (random) =>
    `${pick(random, ["GET", "GET", "POST", "HEAD", "OPTIONS", "PUT"])} ${pick(random, PATHS)}${random() < 0.5 ? "" : mutated("?events=1&timeout=0", random)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  (random) =>
    valid(
      random() < 0.5
        ? pick(random, BODIES)
        : mutated(`{"sql":"SELECT count(*) FROM ${event.table} WHERE event_id > 'a'"}`, random),
      "/_local/query",
    ),
  (random) =>
    `POST ${STAGE}${event.path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${pick(random, CHUNKS)}`,
  (random) =>
    valid(
      pick(random, BODIES),
      pick(random, [`${STAGE}${event.path}`, `${STAGE}${batchPath(event)}`, "/_local/query"]),
      pick(random, ["application/json", "text/plain", "application/octet-stream"]),
    ),
  (random) =>
    Array.from({ length: 1 + upTo(random, 20) }, () =>
      random() < 0.8 ? validEvent(random) : line(random) + someHeaders(random) + "\r\n",
    ).join(""),
  (random) => mutated(validEvent(random), random),
  (random) =>
    mutated(valid(JSON.stringify([makeEvent(event, 1), makeEvent(event, 2)]), `${STAGE}${batchPath(event)}`), random),
  (random) => validEvent(random).slice(0, upTo(random, 200)),
  (random) =>
    `${pick(random, ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc", "\r\n\r\n\r\n", "GET /dev\n\n", "\0".repeat(100)])}${bytes(random, upTo(random, 100))}`,
];

/** A request as nobody should send it. */
export const hostileRequest = (random: Random): Buffer => Buffer.from(pick(random, KINDS)(random), "latin1");

/** A few bytes changed, left out, doubled or put in. */
function mutated(text: string, random: Random): string {
  let result = text;
  for (let changes = 1 + upTo(random, 5); changes > 0; changes--) {
    const at = upTo(random, result.length);
    const length = upTo(random, 8);
    const put = pick(random, ["", bytes(random, length), result.slice(at, at + length).repeat(2), "\r\n", "\0"]);
    result = result.slice(0, at) + put + result.slice(at + length);
  }
  return result;
}
