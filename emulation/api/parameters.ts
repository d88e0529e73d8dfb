/** What a request was sent with beside its body, asked for by name. The local run has no path parameters. */
export class RequestParameters {
  private parsedQuery: ReadonlyMap<string, readonly string[]> | undefined;

  /**
   * @param headers names in lower case, as Node gives them
   * @param search the query without its question mark
   */
  constructor(
    readonly headers: Readonly<Record<string, string | undefined>>,
    private readonly search: string,
  ) {}

  /** A header, undefined when it was not sent. API Gateway tells cases apart; here the sender's is not known any more. */
  header(name: string): string | undefined {
    const key = name.toLowerCase();
    return Object.hasOwn(this.headers, key) ? this.headers[key] : undefined;
  }

  /** The values of each query parameter, decoded, in order. */
  get query(): ReadonlyMap<string, readonly string[]> {
    if (this.parsedQuery !== undefined) return this.parsedQuery;
    const query = new Map<string, readonly string[]>();
    for (const [name, value] of new URLSearchParams(this.search)) query.set(name, [...(query.get(name) ?? []), value]);
    return (this.parsedQuery = query);
  }

  /**
   * `$input.params(name)`: the query goes before the headers, what was not sent is the empty text.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#input-variable-reference
   */
  find(name: string): string {
    return this.query.get(name)?.at(-1) ?? this.header(name) ?? "";
  }
}
