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
  readonly nextUri?: string;
  readonly columns?: TrinoAnswer["columns"];
  readonly data?: TrinoAnswer["rows"];
  readonly error?: { readonly message: string; readonly errorName: string };
}

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
    const headers = {
      "X-Trino-User": "clickstream",
      "X-Trino-Time-Zone": "UTC",
      ...(this.place && { "X-Trino-Catalog": this.place.catalog, "X-Trino-Schema": this.place.schema }),
    };
    let page = await read(await fetch(`${this.url}/v1/statement`, { method: "POST", headers, body: sql }));
    let columns: TrinoAnswer["columns"] = [];
    const rows: (readonly unknown[])[] = [];
    for (;;) {
      if (page.error) throw new TrinoError(page.error.errorName, page.error.message);
      columns = page.columns ?? columns;
      rows.push(...(page.data ?? []));
      if (page.nextUri === undefined) return { columns, rows };
      page = await read(await fetch(page.nextUri, { headers }));
    }
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
