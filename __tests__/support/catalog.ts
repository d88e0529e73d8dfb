import { App } from "cdktf";
import { loadCatalog, type Relation } from "../../emulation/athena/catalog";
import { Tree } from "../../emulation/tree/tree";
import { eventTypes } from "./restaurant";
import type { EventDeclaration } from "../../declaration/event";
import type { StorageFormat } from "../../declaration/layout";
import { CatalogStack } from "../../stacks/catalog-stack";
import { StorageStack } from "../../stacks/storage-stack";
import { environment, stackOf, type Block } from "./synth";
import { temporaryFolder } from "./tree";

/** A synthesized catalog, as those read it who run queries. */
export class Catalog {
  readonly tree: Tree;
  private readonly resources: ReturnType<typeof stackOf>;

  constructor(
    storageFormat: StorageFormat | Readonly<Record<string, StorageFormat>> = "json",
    types: readonly EventDeclaration[] = eventTypes,
  ) {
    const out = temporaryFolder();
    const app = new App({ outdir: out });
    const settings = { environment: environment({ storageFormat }), eventTypes: types };
    const { keyArn } = new StorageStack(app, settings);
    new CatalogStack(app, { ...settings, keyArn });
    app.synth();
    this.tree = Tree.load(out, "dev");
    this.resources = stackOf(out, "clickstream-dev-catalog");
  }

  /** The tables and views as the local engine takes them. */
  get engineRelations(): readonly Relation[] {
    return loadCatalog(this.tree);
  }

  /** The saved queries' SQL by name. */
  get queries(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.resources.all("aws_athena_named_query").map(({ name, query }) => [String(name), String(query)]),
    );
  }

  /** Names of the tables and views. */
  get relationNames(): readonly string[] {
    return this.resources.all("aws_glue_catalog_table").map(({ name }) => String(name));
  }

  /** The views' SQL by name. */
  get views(): Readonly<Record<string, string>> {
    const views = this.resources
      .all("aws_glue_catalog_table")
      .filter(({ table_type: type }) => type === "VIRTUAL_VIEW");
    return Object.fromEntries(views.map((view) => [String(view.name), viewText(view).originalSql]));
  }
}

/** What stands encoded in a view of Athena's. */
export interface ViewText {
  readonly originalSql: string;
  readonly catalog: string;
  readonly schema: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly comment: string;
  readonly runAsInvoker: boolean;
}

/** Decodes a Glue view. */
export function viewText(view: Block): ViewText {
  const [, base64 = ""] = /^\/\* Presto View: (\S+) \*\/$/.exec(String(view.view_original_text)) ?? [];
  return JSON.parse(Buffer.from(base64, "base64").toString("utf8")) as ViewText;
}
