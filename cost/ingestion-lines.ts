import { assumed, GIB } from "./assumptions";
import { figure, sumOf, type Usage } from "./line";
import { flushFormula, gbSeconds, milliseconds, type Quantities, roundedRecord, traces } from "./quantities";
import type { CostSettings } from "./settings";

/** What requests cost until they are in Firehose: API, firewall, the ingest function, answers, traces. */
export function ingestionLines(settings: CostSettings, month: Quantities): readonly Usage[] {
  const { eventsPerRequest } = settings;
  const requests = sumOf(month.streams.map(({ events }) => `⌈${figure(events)} events / ${eventsPerRequest}⌉`));
  return [
    {
      service: "API Gateway",
      item: "requests",
      price: "apiGatewayRequest",
      quantity: month.requests,
      formula: requests,
    },
    ...firewall(settings, month),
    ...ingestFunction(settings, month),
    {
      service: "Data transfer",
      item: "answers to the internet",
      price: "transferOutGb",
      quantity: (month.requests * assumed("responseBytes")) / GIB,
      formula: `${figure(month.requests)} requests × ${assumed("responseBytes")} bytes / 1,024³`,
    },
    ...(settings.tracing ? [tracing(month)] : []),
  ];
}

function firewall({ waf, wafRules }: CostSettings, { requests }: Quantities): readonly Usage[] {
  if (!waf) return [];
  return [
    { service: "WAF", item: "web ACL", price: "wafWebAcl", quantity: 1, formula: "1 web ACL" },
    {
      service: "WAF",
      item: "rules",
      price: "wafRule",
      quantity: wafRules,
      formula: `${wafRules} rules and rule groups`,
    },
    {
      service: "WAF",
      item: "requests",
      price: "wafRequest",
      quantity: requests,
      formula: `${figure(requests)} requests`,
    },
  ];
}

function ingestFunction(
  { mode, eventsPerRequest, ingestMemoryMib }: CostSettings,
  { requests }: Quantities,
): readonly Usage[] {
  if (mode !== "lambda") return [];
  const each = milliseconds(assumed("putMilliseconds"), eventsPerRequest, ingestMemoryMib);
  return [
    {
      service: "Lambda",
      item: "ingest requests",
      price: "lambdaRequest",
      quantity: requests,
      formula: `${figure(requests)} requests`,
    },
    {
      service: "Lambda",
      item: "ingest duration",
      price: "lambdaArm64GbSecond",
      quantity: gbSeconds(requests, each, ingestMemoryMib),
      formula: `${figure(requests)} requests × ${each} ms / 1,000 × ${ingestMemoryMib} MiB / 1,024`,
    },
  ];
}

function tracing({ requests, invocations }: Quantities): Usage {
  return {
    service: "X-Ray",
    item: "traces",
    price: "xrayTrace",
    quantity: traces(requests) + traces(invocations),
    formula: `of ${figure(requests)} requests and ${figure(invocations)} calls of the transform one each second, and 5% of the others`,
  };
}

/** What Firehose and the transform cost. */
export function deliveryLines(settings: CostSettings, month: Quantities): readonly Usage[] {
  const { bytesPerEvent, eventsPerRequest, transformMemoryMib } = settings;
  const full = eventsPerRequest * bytesPerEvent;
  const ingested = `${figure(month.requests)} records × ${figure(roundedRecord(full))} bytes (${figure(full)} rounded up to 5 KB) / 1,024³`;
  const partly = month.streams.some(({ events }) => events % eventsPerRequest > 0) && eventsPerRequest > 1;
  const formula = partly ? `${ingested}; the last record of a stream is shorter` : ingested;
  const converted = month.streams.filter((stream) => stream.settings.format === "parquet");
  const conversionGb = converted.reduce((sum, { billedBytes }) => sum + billedBytes, 0) / GIB;
  const transformed = month.streams.filter(({ settings: { transformBatchMib } }) => transformBatchMib !== undefined);
  return [
    { service: "Firehose", item: "ingestion", price: "firehoseIngestionGb", quantity: month.billedGb, formula },
    ...(converted.length > 0
      ? [
          {
            service: "Firehose",
            item: "format conversion",
            price: "firehoseConversionGb",
            quantity: conversionGb,
            formula: `the rounded GB of ${converted.length} of ${month.streams.length} streams`,
          } as const,
        ]
      : []),
    ...(transformed.length > 0
      ? ([
          {
            service: "Lambda",
            item: "transform requests",
            price: "lambdaRequest",
            quantity: month.invocations,
            formula: sumOf(
              transformed.map((stream) =>
                flushFormula(
                  stream,
                  bytesPerEvent,
                  stream.settings.transformIntervalSeconds,
                  stream.settings.transformBatchMib ?? 0,
                ),
              ),
            ),
          },
          {
            service: "Lambda",
            item: "transform duration",
            price: "lambdaArm64GbSecond",
            quantity: transformed.reduce(
              (sum, stream) => sum + gbSeconds(stream.invocations, stream.invocationMilliseconds, transformMemoryMib),
              0,
            ),
            formula: `(${sumOf(transformed.map((stream) => `${figure(stream.invocations)} × ${stream.invocationMilliseconds} ms`))}) / 1,000 × ${transformMemoryMib} MiB / 1,024`,
          },
        ] as const)
      : []),
  ];
}
