import { DASHBOARD_DAYS, type Chart, type Measure, measureName } from "../../declaration/analysis";
import { ANSWERS } from "../../declaration/across-answers";
import { acrossSql } from "../../declaration/across-sql";
import { columnName, EVENT_ID, RECEIVED_AT, viewColumnsOf } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { arrivedWithin, eventsWithin, identifier, measureSql } from "../../declaration/sql";
import { athenaTypeOf } from "../../declaration/stored-types";
import { type Plain, yamlOf } from "../../contract/yaml";
import { escapedForJinja } from "./jinja";
import { SOURCE } from "./sources";

/** A file of the dbt project. */
export interface ProjectFile {
  /** Below its folder. */
  readonly path: string;
  readonly text: string;
}

/** A model with what its page says of it. */
interface Model {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
  readonly columns: readonly Plain[];
}

/** Stands for the database in SQL that is rendered here; no database can be called so. */
const DATABASE = "\u0000";
const VIEW = new RegExp(`"${DATABASE}"\\."(\\w+)"`, "g");
const [BEFORE_DAYS = "", AFTER_DAYS = ""] = arrivedWithin(0).split("0");
const WITHIN = new RegExp(`${escaped(BEFORE_DAYS)}(\\d+)${escaped(AFTER_DAYS)}`, "g");
const UNNESTED = /UNNEST\(("[^"]+")\) WITH ORDINALITY/g;

/** The events of each type, each once, and what is declared to be asked of them: charts as tables of their figures, and analyses. */
export function modelFiles(eventTypes: readonly EventDeclaration[]): readonly ProjectFile[] {
  const staging = eventTypes.map(stagingModel);
  const metrics = distinct([
    ...eventTypes.flatMap((event) => (event.charts ?? []).map((chart) => chartModel(event, chart))),
    ...eventTypes.flatMap(({ analyses = {} }) =>
      Object.entries(analyses).map(([name, asked]): Model => ({
        name,
        description: asked.title,
        sql: inDbt(acrossSql(asked, eventTypes, { database: DATABASE })),
        columns: Object.keys(ANSWERS[asked.kind].columns).map((column) => ({ name: column })),
      })),
    ),
  ]);
  return [...filesOf("staging", staging), ...filesOf("metrics", metrics)];
}

const filesOf = (folder: string, models: readonly Model[]): readonly ProjectFile[] =>
  models.length === 0
    ? []
    : [
        ...models.map(({ name, sql }) => ({ path: `models/${folder}/${name}.sql`, text: `${sql}\n` })),
        {
          path: `models/${folder}/models.yml`,
          text: yamlOf({
            version: 2,
            models: models.map(({ name, description, columns }) => ({
              name,
              description: escapedForJinja(description),
              columns,
            })),
          }),
        },
      ];

const stagingName = ({ name }: EventDeclaration): string => `stg_${snake(name)}`;

/** Its id and its arrival are there for every event; a declared field may be younger than the oldest events. */
function stagingModel(event: EventDeclaration): Model {
  const checks: Readonly<Record<string, readonly Plain[]>> = {
    [EVENT_ID]: ["unique", "not_null"],
    [RECEIVED_AT]: ["not_null"],
  };
  const fields = new Map(Object.entries(event.fields).map(([name, field]) => [columnName(name), field]));
  return {
    name: stagingName(event),
    description: `${event.description}: each event of the last days once`,
    sql: inDbt(eventsWithin(event, DASHBOARD_DAYS, { database: DATABASE })),
    columns: [
      ...viewColumnsOf(event).map(({ name, type, comment }) => ({
        name,
        data_type: athenaTypeOf(type),
        description: escapedForJinja(comment),
        data_tests: checks[name] ?? valuesOf(fields.get(name)?.values),
      })),
      ...Object.entries(event.computed ?? {}).map(([name, { description }]) => ({
        name: columnName(name),
        description: escapedForJinja(description ?? ""),
      })),
    ],
  };
}

const valuesOf = (values: readonly string[] | undefined): Plain | undefined =>
  values && [{ accepted_values: { arguments: { values } } }];

function chartModel(event: EventDeclaration, chart: Chart): Model {
  const measures = chart.kind === "table" ? chart.measures : [chart.measure];
  const by = chart.kind === "number" || chart.kind === "line" ? [] : [chart.by].flat();
  const groups = [
    ...(chart.kind === "line"
      ? [
          {
            name: chart.grain ?? "hour",
            sql: `date_trunc('${chart.grain ?? "hour"}', ${column(chart.over ?? RECEIVED_AT)})`,
          },
          ...(chart.split === undefined ? [] : [{ name: columnName(chart.split), sql: column(chart.split) }]),
        ]
      : []),
    ...by.map((name) => ({ name: columnName(name), sql: column(name) })),
  ];
  const figures = measures.map((measure) => ({
    name: figureName(measure),
    sql: escapedForJinja(measureSql(measure, event)),
  }));
  const all = [...groups, ...figures];
  const grouped = groups.length === 0 ? "" : ` GROUP BY ${groups.map((_, index) => index + 1).join(", ")}`;
  return {
    name: `${snake(event.name)}_${snake(chart.title)}`,
    description: chart.title,
    sql: `SELECT ${all.map(({ name, sql }) => `${sql} AS ${identifier(name)}`).join(", ")} FROM {{ ref('${stagingName(event)}') }}${grouped}`,
    columns: all.map(({ name }) => ({ name })),
  };
}

const column = (name: string): string => identifier(columnName(name));
const figureName = (measure: Measure): string => snake(measureName(measure));
const snake = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");

/** Two charts may bear one title. */
function distinct(models: readonly Model[]): readonly Model[] {
  const taken = new Map<string, number>();
  return models.map((model) => {
    const count = (taken.get(model.name) ?? 0) + 1;
    taken.set(model.name, count);
    return count === 1 ? model : { ...model, name: `${model.name}_${count}` };
  });
}

/** SQL of the pipeline as a template of dbt: views are sources, and each engine has its own words for what arrived lately. */
const inDbt = (sql: string): string =>
  escapedForJinja(sql)
    .replace(VIEW, (_, view: string) => `{{ source('${SOURCE}', '${view}') }}`)
    .replace(WITHIN, (_, days: string) => `{{ clickstream_arrived_within(${days}) }}`)
    .replace(UNNESTED, (_, list: string) => `{{ clickstream_unnested('${list}') }}`);

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
