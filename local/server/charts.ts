import type { Across } from "../../declaration/across";
import { canNarrow } from "../../declaration/across-sql";
import type { EventDeclaration } from "../../declaration/event";
import type { ChartData, ChartsAnswer, ChartsSection, Filter, ValuesAnswer } from "../pipeline/protocol";
import { chartSql } from "../../declaration/chart-sql";
import { acrossCharts, chartData, hasBefore, type Query } from "./chart-data";
import type { Within } from "../../declaration/sql";
import { canFilter, chartScope, daysBefore, EVERYTHING, filterFields, type Scope } from "./scope";
import { hintFor, PLAIN_CHARTS } from "./undeclared";

/** Answers that are kept until something is delivered, one for each scope that was asked for lately. */
const MOST_KEPT = 8;
/** Most values of a field that are offered. */
const MOST_VALUES = 50;

/** Charts in the making, or made. */
interface Run {
  readonly deliveries: number;
  readonly answer: Promise<ChartsAnswer>;
  readonly nobodyAsks: AbortController;
  asking: number;
  made?: ChartsAnswer;
}

/**
 * The declared charts with their rows. They are made when somebody asks, one query after the other, once for all who ask for the same
 * meanwhile, and not again until something was delivered. When all of them are gone, the rest is not made.
 */
export class Charts {
  /** By scope; the one asked for last stands last. */
  private readonly runs = new Map<string, Run>();
  private readonly fields: readonly string[];
  /** Charts of questions that nothing narrows. */
  private readonly ofWeeks = new Map<Across, { readonly deliveries: number; readonly charts: readonly ChartData[] }>();
  /** One scope after the other. */
  private turn: Promise<unknown> | undefined;

  /**
   * @param deliveries grows whenever charts made before are old
   * @param lakeOf which event types' charts read hourly figures. @default none
   */
  constructor(
    private readonly eventTypes: readonly EventDeclaration[],
    private readonly query: Query,
    private readonly deliveries: () => number,
    private readonly lakeOf?: Within["lakeOf"],
  ) {
    this.fields = filterFields(eventTypes);
  }

  /**
   * The charts as they were at some moment after the last answer: compare `deliveries` with what it is now.
   * @param scope which events they show
   * @param signal aborted when the one who asks is gone. @default never
   */
  async answer(scope: Scope = EVERYTHING, signal?: AbortSignal): Promise<ChartsAnswer> {
    const key = JSON.stringify(scope);
    const run = this.runOf(key, scope);
    if (run.made !== undefined) return run.made;
    run.asking++;
    const left = new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true }));
    await Promise.race([run.answer, left]);
    if (--run.asking === 0 && !isMade(run)) {
      if (this.runs.get(key) === run) this.runs.delete(key);
      run.nobodyAsks.abort();
    }
    return run.answer;
  }

  /** A field's most frequent values. @param scope its filters by other fields count */
  async values(field: string, scope: Scope, signal: AbortSignal): Promise<ValuesAnswer> {
    const others = { ...scope, filters: scope.filters.filter((filter) => filter.field !== field) };
    const counts = new Map<string | null, number>();
    for (const event of this.eventTypes.filter((each) => canFilter(each, field))) {
      const bars = { kind: "bar", title: "", measure: { aggregate: "count" }, by: field, limit: MOST_VALUES } as const;
      const { rows } = await this.query(chartSql(event, bars, chartScope(event, others, new Date())), signal);
      for (const [cell, count] of rows) {
        const value = cell === null || cell === undefined ? null : String(cell);
        counts.set(value, (counts.get(value) ?? 0) + Number(count));
      }
    }
    return { values: [...counts].sort(([, one], [, other]) => other - one).slice(0, MOST_VALUES) };
  }

  private runOf(key: string, scope: Scope): Run {
    const known = this.runs.get(key);
    if (known !== undefined && (known.made === undefined || known.deliveries === this.deliveries())) return known;
    const nobodyAsks = new AbortController();
    const { turn } = this;
    const deliveries = this.deliveries();
    const answer =
      turn === undefined ? this.make(scope, nobodyAsks.signal) : turn.then(() => this.make(scope, nobodyAsks.signal));
    const run: Run = { deliveries, answer, nobodyAsks, asking: 0 };
    this.runs.delete(key);
    this.runs.set(key, run);
    const ended = answer.then(
      (made) => {
        if (!nobodyAsks.signal.aborted) run.made = made;
      },
      () => undefined,
    );
    this.turn = ended;
    void ended.then(() => {
      if (this.turn === ended) this.turn = undefined;
      const kept = [...this.runs].filter(([, { made }]) => made !== undefined);
      for (const [old] of kept.slice(0, Math.max(0, kept.length - MOST_KEPT))) this.runs.delete(old);
    });
    return run;
  }

  private async make(scope: Scope, signal: AbortSignal): Promise<ChartsAnswer> {
    const deliveries = this.deliveries();
    const sections: ChartsSection[] = [];
    const undeclared: ChartsAnswer["undeclared"][number][] = [];
    for (const event of this.eventTypes) {
      if ((event.charts ?? []).length > 0 || event.analyses !== undefined)
        sections.push(await this.section(event, event.charts ?? [], scope, signal));
      else undeclared.push({ ...(await this.section(event, PLAIN_CHARTS, scope, signal)), hint: hintFor(event) });
    }
    const { days, compare } = scope;
    return {
      deliveries,
      sections,
      undeclared,
      fields: this.fields,
      ...(days && { days, ...(compare && { before: daysBefore(days) }) }),
    };
  }

  private async section(
    event: EventDeclaration,
    charts: NonNullable<EventDeclaration["charts"]>,
    scope: Scope,
    signal: AbortSignal,
  ): Promise<ChartsSection> {
    const query = (sql: string) => this.query(sql, signal);
    const anyBefore = scope.compare && scope.days !== undefined && (await hasBefore(event, scope, query));
    const made: ChartData[] = [];
    for (const chart of charts) {
      if (signal.aborted) break;
      made.push(await chartData(event, chart, scope, { anyBefore, lakeOf: this.lakeOf }, query));
    }
    if (!signal.aborted) made.push(...(await this.acrossCharts(event, scope, signal)));
    const unfiltered = fieldsOf(scope.filters).filter((field) => !canFilter(event, field));
    return {
      event: event.name,
      description: event.description,
      charts: made,
      ...(unfiltered.length > 0 && { unfiltered }),
    };
  }

  private async acrossCharts(
    event: EventDeclaration,
    scope: Scope,
    signal: AbortSignal,
  ): Promise<readonly ChartData[]> {
    const made: ChartData[] = [];
    for (const asked of Object.values<Across>(event.analyses ?? {})) {
      if (signal.aborted) break;
      made.push(
        ...(canNarrow(asked)
          ? await acrossCharts(asked, this.eventTypes, scope, (sql) => this.query(sql, signal))
          : (await this.chartsOfWeeks(asked, signal)).map((chart) =>
              isEverything(scope) ? chart : ofAllItsDays(chart),
            )),
      );
    }
    return made;
  }

  /** What no period and no filter narrows, is asked for once between two deliveries. */
  private async chartsOfWeeks(asked: Across, signal: AbortSignal): Promise<readonly ChartData[]> {
    const deliveries = this.deliveries();
    const known = this.ofWeeks.get(asked);
    if (known?.deliveries === deliveries) return known.charts;
    const charts = await acrossCharts(asked, this.eventTypes, EVERYTHING, (sql) => this.query(sql, signal));
    if (!signal.aborted) this.ofWeeks.set(asked, { deliveries, charts });
    return charts;
  }
}

const isEverything = ({ days, filters }: Scope): boolean => days === undefined && filters.length === 0;
/** As it is called beside charts that a period or a filter narrows. */
const ofAllItsDays = (chart: ChartData): ChartData => ({ ...chart, title: `${chart.title} (all of its days)` });

/** It becomes so while somebody waits. */
const isMade = ({ made }: Run): boolean => made !== undefined;

const fieldsOf = (filters: readonly Filter[]): readonly string[] => [...new Set(filters.map(({ field }) => field))];
