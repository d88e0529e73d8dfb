import { PARTITION_KEY, PARTITION_KEY_COMMENT, viewColumnsOf } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { curatedColumnsOf } from "../../declaration/lake";
import { athenaTypeOf } from "../../declaration/stored-types";
import { lakeTable, viewName } from "../../declaration/tables";
import { yamlOf } from "../../contract/yaml";
import { escapedForJinja } from "./jinja";

/** What dbt calls the views together. */
export const SOURCE = "clickstream";

/**
 * The views as sources of dbt, and the curated tables. They have no tests: one without a filter on `datehour` would list every hour since 2021.
 * @param isCurated whether an event type has a curated table
 */
export const sourcesYaml = (
  eventTypes: readonly EventDeclaration[],
  isCurated: (event: EventDeclaration) => boolean,
): string =>
  yamlOf({
    version: 2,
    sources: [
      {
        name: SOURCE,
        description: `The pipeline's views and curated tables. A query filters ${PARTITION_KEY} (${PARTITION_KEY_COMMENT}).`,
        database: "{{ var('clickstream_catalog', target.database) }}",
        schema: "{{ var('clickstream_database') }}",
        tables: [
          ...eventTypes.map((event) => ({
            name: viewName(event),
            description: escapedForJinja(event.description),
            columns: viewColumnsOf(event).map(({ name, type, comment }) => ({
              name,
              data_type: athenaTypeOf(type),
              description: escapedForJinja(comment),
            })),
          })),
          ...eventTypes.filter(isCurated).map((event) => ({
            name: lakeTable(event),
            description: `${escapedForJinja(event.description)}. The curated table, as far as it is merged: the view has the last hours, too`,
            columns: curatedColumnsOf(event).map(({ name, type }) => ({ name, data_type: athenaTypeOf(type) })),
          })),
        ],
      },
    ],
  });
