import { randomUUID } from "node:crypto";
import type { Call } from "../../emulation/api/context";
import { RequestParameters } from "../../emulation/api/parameters";
import type { Random } from "../../local/fault/random";
import { firehoseAnswer, hostileText, longBody, pick } from "./hostile";

/** What is sent, or what is answered with what was sent. */
export interface Sent {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** A hostile request, or an answer of Firehose's to one; the long ones have a body of about 900 KiB. */
export function aCall(kind: "request" | "response", random: Random, isLong: boolean): Sent {
  const origin = pick(random, ["https://menu.example.com", "http://localhost:5173", hostileText(random, 3)]);
  const place = pick(random, ["Origin", "origin", "query", "nowhere"]);
  return {
    body: kind === "response" ? firehoseAnswer(random) : isLong ? longBody(random) : hostileText(random, 12),
    headers: {
      ...(place !== "query" && place !== "nowhere" && { [place]: origin }),
      "User-Agent": hostileText(random, 4),
      "Content-Type": "application/json",
    },
    query: place === "query" ? { [pick(random, ["Origin", "origin"])]: origin } : {},
  };
}

/** The same to the emulated gateway. */
export function callWith({ headers, query }: Sent): Call {
  const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    api: { id: "a1b2c3", accountId: "111122223333", domainName: "a1b2c3.execute-api.eu-west-1.amazonaws.com" },
    requestId: randomUUID(),
    startedAt: new Date("2026-11-20T09:30:00.250Z"),
    method: "POST",
    path: "/dev/poc",
    stage: "dev",
    route: { path: "/poc", resourceId: "r1" },
    parameters: new RequestParameters(lowerCase, new URLSearchParams(query).toString()),
  };
}
