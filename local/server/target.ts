import type { IncomingMessage } from "node:http";

/** What a request is for. */
export interface RequestTarget {
  /** With the query, beginning with a slash. */
  readonly path: string;
  /** With the port, in lower case, as hosts compare. */
  readonly host: string;
}

/**
 * Reads a request's target. In absolute form, `http://host/path`, it says the host itself and the header doesn't count:
 * https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
 */
export function targetOf({ url = "/", headers }: IncomingMessage): RequestTarget {
  const [, authority, rest = ""] = /^https?:\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
  const host = (authority ?? headers.host ?? "").toLowerCase();
  if (authority === undefined) return { path: url, host };
  return { path: rest.startsWith("/") ? rest : `/${rest}`, host };
}
