import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { groupsOf } from "../../cli/logs/groups";
import { synthesized } from "../support/local";
import { clickstream } from "../support/process";

test("an environment's functions, streams and API are found in its stacks, and nobody else's", async () => {
  const [{ region, groups } = { region: "", groups: [] }, ...others] = groupsOf(await synthesized(), "dev");
  expect(others).toEqual([]);
  expect(region).toBe("us-east-1");
  expect(groups).toEqual(
    expect.arrayContaining([
      "/aws/lambda/clickstream-dev-transform",
      expect.stringMatching(/^\/aws\/kinesisfirehose\/clickstream-dev-menu-click/),
      "API-Gateway-Execution-Logs_*/dev",
    ]),
  );
  expect(groups.join("\n")).not.toContain("prod");
  const tree = await synthesized();
  expect(() => groupsOf(tree, "nowhere")).toThrow(
    /no stack "clickstream-nowhere-…" and no construct "nowhere" has logs; there are /,
  );
});

interface Ask {
  readonly logGroupName?: string;
  readonly logGroupNamePrefix?: string;
  readonly nextToken?: string;
  readonly filterPattern?: string;
}

test("lines come in the order of their time, page after page, and one that is asked for alone", async () => {
  const asked: Ask[] = [];
  const line = (at: number, message: string) => ({ eventId: `${at}`, timestamp: at, message });
  /** CloudWatch Logs, as far as the command asks it. */
  const answer = (ask: Ask): object => {
    if (ask.logGroupNamePrefix !== undefined)
      return { logGroups: [{ logGroupName: `${ask.logGroupNamePrefix}a1/dev` }] };
    if (ask.logGroupName === "/aws/lambda/clickstream-dev-transform")
      return ask.nextToken === undefined
        ? { events: [line(2_000, "second")], nextToken: "more" }
        : { events: [line(4_000, "fourth\nof two lines\u001b[31m")] };
    if (ask.logGroupName?.endsWith("_a1/dev")) return { events: [line(1_000, "first"), line(3_000, "third")] };
    return { __type: "ResourceNotFoundException", message: "not there yet" };
  };
  const server = createServer((request, response) => {
    let text = "";
    request
      .on("data", (chunk: Buffer) => (text += chunk.toString()))
      .on("end", () => {
        const ask = JSON.parse(text) as Ask;
        asked.push(ask);
        const body = answer(ask);
        response.writeHead("__type" in body ? 400 : 200, { "Content-Type": "application/x-amz-json-1.1" });
        response.end(JSON.stringify(body));
      });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const env = {
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: "nobody",
    AWS_SECRET_ACCESS_KEY: "nothing",
  };
  const tree = ["--no-synth", "--cdktf-out", await synthesized()];
  const running = clickstream(["logs", "dev", "--event", 'my "id"', "--json", ...tree], { env });
  const code = await running.ended;
  server.close();
  expect({ code, err: running.err() }).toEqual({ code: 0, err: "" });
  const lines = running
    .out()
    .trim()
    .split("\n")
    .map((one) => JSON.parse(one) as { at: string; group: string; message: string });
  expect(lines.map(({ message }) => message)).toEqual(["first", "second", "third", "fourth\nof two lines\u001b[31m"]);
  expect(lines[0]).toMatchObject({ at: "1970-01-01T00:00:01.000Z", group: "API-Gateway-Execution-Logs_a1/dev" });
  const patterns = asked.filter(({ logGroupName }) => logGroupName !== undefined).map((ask) => ask.filterPattern);
  expect(new Set(patterns)).toEqual(new Set(['"my \\"id\\""']));
});
