import { setTimeout as sleep } from "node:timers/promises";

/** An answer as Trino gives it: types in its own words, values as its protocol writes them. */
export interface TrinoAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** What Trino says of a statement that it can't answer. */
export class TrinoError extends Error {
  override readonly name = "TrinoError";

  constructor(
    /** Like `SYNTAX_ERROR` or `INVALID_CAST_ARGUMENT`. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A page of an answer: https://trino.io/docs/current/develop/client-protocol.html */
interface Page {
  readonly id: string;
  readonly nextUri?: string;
  readonly stats: { readonly state: string };
  readonly columns?: TrinoAnswer["columns"];
  readonly data?: TrinoAnswer["rows"];
  readonly error?: { readonly message: string; readonly errorName: string };
}

/** How long a statement that is to be ended works before. */
const WORKING_MILLISECONDS = 300;

/** Asks one Trino. Times are UTC, as in Athena. */
export class TrinoClient {
  /**
   * @param url where it answers, without a slash at its end
   * @param place the catalog and the schema of names without one; none where there is no such catalog
   */
  constructor(
    private readonly url: string,
    private readonly place?: { readonly catalog: string; readonly schema: string },
  ) {}

  /** @throws TrinoError when it can't be answered */
  async query(sql: string): Promise<TrinoAnswer> {
    let page = await this.begin(sql);
    let columns: TrinoAnswer["columns"] = [];
    const rows: (readonly unknown[])[] = [];
    for (;;) {
      if (page.error) throw new TrinoError(page.error.errorName, page.error.message);
      columns = page.columns ?? columns;
      rows.push(...(page.data ?? []));
      if (page.nextUri === undefined) return { columns, rows };
      page = await this.next(page.nextUri);
    }
  }

  /** Begins a statement, and ends it while it works. @returns how it ended: `FAILED`, or `FINISHED` where it was done before */
  async cancelled(sql: string): Promise<string> {
    let page = await this.begin(sql);
    while (page.nextUri !== undefined && page.stats.state !== "RUNNING") page = await this.next(page.nextUri);
    await sleep(WORKING_MILLISECONDS);
    if (page.nextUri !== undefined) await fetch(page.nextUri, { method: "DELETE", headers: this.headers });
    for (;;) {
      const { rows } = await this.query(`SELECT state FROM system.runtime.queries WHERE query_id = '${page.id}'`);
      const state = String(rows[0]?.[0]);
      if (state === "FAILED" || state === "FINISHED") return state;
      await sleep(WORKING_MILLISECONDS);
    }
  }

  /** The columns of a table that the last statement read which began so and was done; what Trino adds of its own has a `$`. */
  async columnsRead(begins: string, table: string): Promise<readonly string[]> {
    const ask = async (place: string): Promise<unknown> =>
      (await fetch(`${this.url}/v1/query${place}`, { headers: this.headers })).json();
    const all = (await ask("")) as readonly {
      readonly queryId: string;
      readonly query: string;
      readonly state: string;
    }[];
    const [last] = all
      .filter(({ query, state }) => query.startsWith(begins) && state === "FINISHED")
      .map(({ queryId }) => queryId)
      .sort()
      .slice(-1);
    const { inputs } = (await ask(`/${last ?? ""}`)) as {
      readonly inputs: readonly { readonly table: string; readonly columns: readonly { readonly name: string }[] }[];
    };
    const columns = inputs.filter((input) => input.table === table).flatMap((input) => input.columns);
    return columns
      .map(({ name }) => name)
      .filter((name) => !name.startsWith("$"))
      .sort();
  }

  private get headers(): Readonly<Record<string, string>> {
    return {
      "X-Trino-User": "clickstream",
      "X-Trino-Time-Zone": "UTC",
      ...(this.place && { "X-Trino-Catalog": this.place.catalog, "X-Trino-Schema": this.place.schema }),
    };
  }

  private async begin(sql: string): Promise<Page> {
    return read(await fetch(`${this.url}/v1/statement`, { method: "POST", headers: this.headers, body: sql }));
  }

  private async next(uri: string): Promise<Page> {
    return read(await fetch(uri, { headers: this.headers }));
  }
}

/** Whole numbers of 16 digits and more become text: JSON.parse would round them. */
async function read(response: Response): Promise<Page> {
  const text = await response.text();
  if (!response.ok) throw new Error(`Trino answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(
    text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token)),
  ) as Page;
}
