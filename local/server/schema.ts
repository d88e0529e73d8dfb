import { assumed } from "../../cost/assumptions";
import prices from "../../cost/prices.us-east-1.json";
import { columnsOf, viewColumnsOf } from "../../declaration/columns";
import type { EventDeclaration } from "../../declaration/event";
import { parquetTable, viewName } from "../../declaration/tables";
import type { Relation } from "../../emulation/athena/catalog";
import type { AthenaPrices, RelationEntry, SchemaAnswer } from "../pipeline/protocol";

const { athenaTb, s3PutOrList } = prices.prices;

/** What Athena and S3 bill for a query. */
const PRICES: AthenaPrices = {
  region: prices.region,
  usdPerTib: athenaTb.price / athenaTb.per,
  leastMib: assumed("athenaLeastMib"),
  usdPerList: s3PutOrList.price / s3PutOrList.per,
};

/** What SQL can select from, in the catalog's words and the declarations', and what it costs. */
export function schemaOf(relations: readonly Relation[], eventTypes: readonly EventDeclaration[]): SchemaAnswer {
  const described = new Map(eventTypes.flatMap(descriptions));
  const entries = relations.map((relation): RelationEntry => {
    const known = described.get(relation.name);
    const keys = relation.kind === "table" ? (relation.partitions?.keys ?? []) : [];
    const columns = [...relation.columns, ...keys.map(({ name }) => ({ name, type: "string" }))];
    return {
      name: relation.name,
      kind: relation.kind,
      description: known?.description ?? "",
      columns: columns.map(({ name, type }) => ({ name, type, description: known?.columns.get(name) ?? "" })),
    };
  });
  return {
    relations: [...entries].sort((one, other) => rank(one) - rank(other)),
    prices: PRICES,
  };
}

/** Views of event types first, then their tables, then the rest. */
const rank = ({ kind, description }: RelationEntry): number => Number(kind === "table") + (description === "" ? 2 : 0);

interface Described {
  readonly description: string;
  readonly columns: ReadonlyMap<string, string>;
}

function descriptions(event: EventDeclaration): readonly (readonly [relation: string, Described])[] {
  const described = (description: string): Described => ({
    description,
    columns: new Map([...columnsOf(event), ...viewColumnsOf(event)].map(({ name, comment }) => [name, comment])),
  });
  return [
    [viewName(event), described(`${event.description}. Each event once an hour, without those with problems.`)],
    [event.table, described(`${event.description}. Every stored line.`)],
    [parquetTable(event), described(`${event.description}. Every stored line, as Parquet.`)],
  ];
}
