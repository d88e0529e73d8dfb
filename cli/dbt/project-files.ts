import { PARTITION_KEY } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { yamlOf } from "../../contract/yaml";
import { modelFiles, type ProjectFile } from "./models";
import { sourcesYaml } from "./sources";

/** Where a pipeline's views are. */
export interface Warehouse {
  /** The Glue database. */
  readonly database: string;
  readonly region: string;
  readonly workgroup: string;
  /** What is said of an event type's curated table. @default there is none */
  readonly lakeOf?: (event: EventDeclaration) => object | undefined;
}

/** The local run's events, where `--local` was given, beside the project. */
export const DUCKDB_FILE = "clickstream.duckdb";
const NAME = "clickstream";

/** A dbt project over a pipeline's views: for Athena, and for DuckDB over the local run's events. */
export function projectFiles(
  eventTypes: readonly EventDeclaration[],
  warehouse: Warehouse,
): ReadonlyMap<string, string> {
  const files: readonly ProjectFile[] = [
    {
      path: "dbt_project.yml",
      text: yamlOf({
        name: NAME,
        version: "1.0.0",
        "config-version": 2,
        profile: NAME,
        vars: { clickstream_database: warehouse.database },
        flags: { require_generic_test_arguments_property: true },
        "on-run-start": ["{{ clickstream_words() }}"],
        models: { [NAME]: { staging: { "+materialized": "view" }, metrics: { "+materialized": "table" } } },
      }),
    },
    { path: "profiles.yml", text: profiles(warehouse) },
    { path: "macros/clickstream.sql", text: MACROS },
    { path: "models/sources.yml", text: sourcesYaml(eventTypes, (event) => warehouse.lakeOf?.(event) !== undefined) },
    ...modelFiles(eventTypes),
  ];
  return new Map(files.map(({ path, text }) => [path, text]));
}

/** dbt reads the variables of the chosen target alone. */
const profiles = ({ region, workgroup }: Warehouse): string =>
  yamlOf({
    [NAME]: {
      target: "{{ env_var('DBT_TARGET', 'duckdb') }}",
      outputs: {
        duckdb: { type: "duckdb", path: DUCKDB_FILE, schema: "dbt" },
        athena: {
          type: "athena",
          region_name: region,
          work_group: workgroup,
          database: "awsdatacatalog",
          schema: "{{ env_var('DBT_SCHEMA') }}",
          s3_staging_dir: "{{ env_var('DBT_STAGING') }}",
          s3_data_dir: "{{ env_var('DBT_DATA') }}",
        },
      },
    },
  });

/** What Athena and DuckDB say in different words. */
const MACROS = `{# What arrived within the last days: a filter by which Athena leaves out the other hours. #}
{% macro clickstream_arrived_within(days) %}{{ return(adapter.dispatch('clickstream_arrived_within', '${NAME}')(days)) }}{% endmacro %}
{% macro default__clickstream_arrived_within(days) %}"${PARTITION_KEY}" >= date_format(current_timestamp - INTERVAL '{{ days }}' DAY, '%Y/%m/%d/%H'){% endmacro %}
{% macro duckdb__clickstream_arrived_within(days) %}"${PARTITION_KEY}" >= strftime(now() AT TIME ZONE 'UTC' - INTERVAL '{{ days }}' DAY, '%Y/%m/%d/%H'){% endmacro %}

{# The elements of a list with their places; objects become a column for each member. #}
{% macro clickstream_unnested(list) %}{{ return(adapter.dispatch('clickstream_unnested', '${NAME}')(list)) }}{% endmacro %}
{% macro default__clickstream_unnested(list) %}UNNEST({{ list }}) WITH ORDINALITY{% endmacro %}
{% macro duckdb__clickstream_unnested(list) %}(SELECT unnest({{ list }}, max_depth := 2), generate_subscripts({{ list }}, 1)){% endmacro %}

{# Functions of Athena's that the models use. #}
{% macro clickstream_words() %}{{ return(adapter.dispatch('clickstream_words', '${NAME}')()) }}{% endmacro %}
{% macro default__clickstream_words() %}{% endmacro %}
{% macro duckdb__clickstream_words() %}
CREATE OR REPLACE MACRO main.date_add(unit, amount, moment) AS moment + amount * CASE unit WHEN 'minute' THEN INTERVAL 1 MINUTE WHEN 'hour' THEN INTERVAL 1 HOUR WHEN 'day' THEN INTERVAL 1 DAY END;
CREATE OR REPLACE MACRO main.date_diff(unit, began, ended) AS date_sub(unit, began, ended);
CREATE OR REPLACE MACRO main.day_of_week(moment) AS isodow(moment);
{% endmacro %}
`;
