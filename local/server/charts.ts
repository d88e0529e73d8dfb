import type { Across } from "../../declaration/across";
import { ANSWERS } from "../../declaration/across-answers";
import { type Chart, type Measure, measureName } from "../../declaration/analysis";
import { acrossChartSql, chartSql } from "../../declaration/chart-sql";
import type { EventDeclaration } from "../../declaration/event";
import type { ChartData, ChartsAnswer, Rows } from "../pipeline/protocol";

/** Answers one SELECT. */
type Query = (sql: string, signal: AbortSignal) => Promise<Rows>;

/**
 * The declared charts with their rows. They are made when somebody asks, one query after the other, once for all who ask
 * meanwhile, and not again until something was delivered. When all of them are gone, the rest is not made.
 */
export class Charts {
  private running: Promise<ChartsAnswer> | undefined;
  private nobodyAsks = new AbortController();
  private asking = 0;
  private made: ChartsAnswer | undefined;

  /** @param deliveries grows whenever charts made before are old */
  constructor(
    private readonly eventTypes: readonly EventDeclaration[],
    private readonly query: Query,
    private readonly deliveries: () => number,
  ) {}

  /**
   * The charts as they were at some moment after the last answer: compare `deliveries` with what it is now.
   * @param signal aborted when the one who asks is gone. @default never
   */
  async answer(signal?: AbortSignal): Promise<ChartsAnswer> {
    if (this.made?.deliveries === this.deliveries()) return this.made;
    if (this.running === undefined) {
      this.nobodyAsks = new AbortController();
      this.running = this.make(this.nobodyAsks.signal);
    }
    const { running, nobodyAsks } = this;
    const leave = (): void => {
      if (--this.asking > 0 || this.running !== running) return;
      this.running = undefined;
      nobodyAsks.abort();
    };
    this.asking++;
    const left = new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true }));
    await Promise.race([running, left]);
    leave();
    return running;
  }

  private async make(signal: AbortSignal): Promise<ChartsAnswer> {
    const deliveries = this.deliveries();
    const sections: ChartsAnswer["sections"][number][] = [];
    for (const event of this.eventTypes) {
      const charts: ChartData[] = [];
      for (const chart of event.charts ?? [])
        charts.push(await this.chart(chart, chartSql(event, chart), columnNames(chart), signal));
      for (const asked of Object.values<Across>(event.analyses ?? {}))
        for (const chart of ANSWERS[asked.kind].charts(asked.title))
          charts.push(
            await this.chart(
              chart,
              acrossChartSql(asked, chart, this.eventTypes),
              columnNames(chart, (measure) => (measure.aggregate === "count" ? "" : measure.column)),
              signal,
            ),
          );
      if (charts.length > 0) sections.push({ event: event.name, description: event.description, charts });
    }
    const made = { deliveries, sections };
    if (!signal.aborted) this.made = made;
    return made;
  }

  private async chart(chart: Chart, sql: string, names: readonly string[], signal: AbortSignal): Promise<ChartData> {
    const { title, kind } = chart;
    const drawn = {
      title,
      kind,
      ...(chart.kind === "line" && {
        grain: chart.grain ?? ("hour" as const),
        zeroWhereNone: chart.measure.aggregate !== "average",
      }),
    };
    try {
      const { columns, rows } = await this.query(sql, signal);
      return {
        ...drawn,
        columns: columns.map(({ name, type }, index) => ({ name: names[index] ?? name, type })),
        rows,
      };
    } catch (error) {
      return { ...drawn, columns: [], rows: [], error: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** What a chart's columns hold, in the order of its SQL. */
function columnNames(chart: Chart, nameOf: (measure: Measure) => string = measureName): readonly string[] {
  switch (chart.kind) {
    case "number":
      return [nameOf(chart.measure)];
    case "bar":
    case "pie":
      return [chart.by, nameOf(chart.measure)];
    case "line":
      return [
        `${chart.grain ?? "hour"} (UTC)`,
        nameOf(chart.measure),
        ...(chart.split === undefined ? [] : [chart.split]),
      ];
    case "table":
      return [...chart.by, ...chart.measures.map(nameOf)];
  }
}
