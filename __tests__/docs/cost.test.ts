import { readFileSync } from "node:fs";
import { costOutput } from "../support/cost";

const page = readFileSync("docs/cost.md", "utf8");

test("the worked example on the page is what its command prints", async () => {
  const [, command, shown] =
    /^<!-- cost -->\n```sh\nnpm run clickstream -- cost (.*)\n```\n\n```\n([^]*?)\n```$/m.exec(page) ?? [];
  expect(await costOutput(...(command ?? "").split(" "))).toBe(shown);
});

test("what the page reckons by hand is what the command reckons", async () => {
  const batched = await costOutput("--json", "--events-per-month", "100000000", "--events-per-request", "100");
  const single = await costOutput("--json", "--events-per-month", "100000000");
  const amounts = [batched, single].map((text) => (JSON.parse(text) as { services: Record<string, number> }).services);
  expect(amounts.map((services) => [services["API Gateway"]?.toFixed(2), services["Firehose"]?.toFixed(4)])).toEqual([
    ["3.50", "0.5531"],
    ["350.00", "13.8283"],
  ]);
  for (const amount of ["3.50 USD", "0.5531 USD", "350 USD", "13.83 USD"]) expect(page).toContain(amount);
});
