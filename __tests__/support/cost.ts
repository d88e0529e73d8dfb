import { costCommand } from "../../cli/cost";
import type { Service } from "../../cost/line";
import { estimate, type Estimate, type Line } from "../../cost/model";
import { loadPrices } from "../../cost/prices";
import { type CostSettings, DEFAULT_SETTINGS, type StreamSettings } from "../../cost/settings";

const [STREAM] = DEFAULT_SETTINGS.streams;

/** The one stream of the defaults, with other settings. */
export function stream(changes: Partial<StreamSettings> = {}): StreamSettings {
  if (STREAM === undefined) throw new Error("the defaults have no stream");
  return { ...STREAM, ...changes };
}

/** A bill by the shipped prices; nobody queries unless it is said. */
export const bill = (changes: Partial<CostSettings> = {}): Estimate =>
  estimate({ ...DEFAULT_SETTINGS, queriesPerDay: 0, ...changes }, loadPrices());

/** A line of a bill. @throws Error when there is none */
export function lineOf(estimate: Estimate, service: Service, item: string): Line {
  const line = estimate.lines.find((each) => each.service === service && each.item === item);
  if (line === undefined)
    throw new Error(
      `no line ${service}, ${item}; there are ${estimate.lines.map((each) => `${each.service}, ${each.item}`).join("; ")}`,
    );
  return line;
}

/** What the command prints on stdout. @throws what the command throws; what commander refuses as its message */
export async function costOutput(...args: readonly string[]): Promise<string> {
  const printed: string[] = [];
  const log = jest.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
  try {
    await costCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      .parseAsync(args, { from: "user" });
    return printed.join("\n");
  } finally {
    log.mockRestore();
  }
}
