import { PARTITION_KEY, PARTITION_KEY_COMMENT, viewColumnsOf } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { athenaTypeOf } from "../../declaration/stored-types";
import { viewName } from "../../declaration/tables";
import { yamlOf } from "../../contract/yaml";
import { escapedForJinja } from "./jinja";

/** What dbt calls the views together. */
export const SOURCE = "clickstream";

/** The views as sources of dbt. They have no tests: one without a filter on `datehour` would list every hour since 2021. */
export const sourcesYaml = (eventTypes: readonly EventDeclaration[]): string =>
  yamlOf({
    version: 2,
    sources: [
      {
        name: SOURCE,
        description: `The pipeline's views. A query filters ${PARTITION_KEY} (${PARTITION_KEY_COMMENT}).`,
        database: "{{ var('clickstream_catalog', target.database) }}",
        schema: "{{ var('clickstream_database') }}",
        tables: eventTypes.map((event) => ({
          name: viewName(event),
          description: escapedForJinja(event.description),
          columns: viewColumnsOf(event).map(({ name, type, comment }) => ({
            name,
            data_type: athenaTypeOf(type),
            description: escapedForJinja(comment),
          })),
        })),
      },
    ],
  });
