/** An answer, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Sends a request to the local run. @throws Error when it can't be reached */
export async function call(method: "GET" | "POST", path: string, body?: string, signal?: AbortSignal): Promise<Answer> {
  const sent = body === undefined ? { method } : { method, body, headers: { "Content-Type": "application/json" } };
  const init = signal === undefined ? sent : { ...sent, signal };
  try {
    const response = await fetch(path, init);
    return { status: response.status, text: await response.text() };
  } catch {
    throw new Error("The local run does not answer. Is it still running?");
  }
}

/** The JSON of a 200. @throws Error with the server's message otherwise */
export async function callJson<T>(
  method: "GET" | "POST",
  path: string,
  body?: string,
  signal?: AbortSignal,
): Promise<T> {
  const { status, text } = await call(method, path, body, signal);
  const value: unknown = JSON.parse(text);
  if (status !== 200) throw new Error((value as { readonly message?: string } | null)?.message ?? `answered ${status}`);
  return value as T;
}
