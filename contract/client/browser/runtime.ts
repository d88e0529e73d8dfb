/** Where an event type is posted, and what this module adds to its events. */
export interface Route {
  /** Below the stage. */
  readonly path: string;
  /** The field that says when it happened, then its other names. */
  readonly at?: readonly string[];
  /** Context that it takes: its name, then the fields' that hold the same. */
  readonly takes: readonly (readonly string[])[];
}
/** How events are sent. */
export interface Options<Context> {
  /** The guest's answer, as `consent` takes it. @default not known yet: no ids, and those of before stay where they are */
  readonly consent?: boolean;
  /** What every event carries whose type takes it. @default the ids alone */
  readonly context?: Context;
  /** How long events wait for others, in milliseconds. @default 2000 */
  readonly afterMilliseconds?: number;
  /** How many unsent events are kept at most; the oldest make way. @default 500 */
  readonly mostKept?: number;
}
/** Sends what guests do. Nothing of it throws into the page. */
export interface Clickstream<Events, Context> {
  /** Keeps an event and sends it soon: with an id of its own, when it happened, and the context, where the event doesn't say them. */
  send<Type extends keyof Events>(type: Type, event: Events[Type]): void;
  /** Adds to what every event from now on carries; null takes away. */
  context(more: Context): void;
  /**
   * Whether guests may be told apart. With true, `session_id` (a visit: it ends after 30 minutes without an event) and `guest_id` are made, kept by the browser
   * and sent. With false both are removed from the browser and from what is not sent yet, and no event carries them, whoever gave them.
   */
  consent(given: boolean): void;
  /** Sends what is kept now. Resolves when all was sent, or something stands in the way: then it is tried again later. */
  flush(): Promise<void>;
}

/** Most events in a request, and most bytes of one that outlives its page: browsers take 64 KiB in all. */
const MOST_EVENTS = 100;
const MOST_BYTES = 60_000;
/** In milliseconds. After a failure it waits so long, twice as long after each more. */
const SHORTEST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
const LONGEST_REQUEST = 30_000;
/** Events of other pages that are older than this are left behind. */
const LEFT_BEHIND = 5_000;
const LONGEST_PAUSE = 30 * 60_000;
const IDS = ["session_id", "guest_id"];
/** Of these, no event of the request is ever taken so. */
const REFUSALS = [400, 413, 415];

const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytes = (text: string): number => new Blob([text]).size;
const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined; // counting must not break the page
  }
};

/**
 * Each event is kept in localStorage (in memory, where a page may not) until it is answered or given to a beacon, so that the next page sends what this one could
 * not. One page sends at a time.
 */
export function start<Events extends object, Context extends object>(
  routes: { readonly [Type in keyof Events]: Route },
  endpoint: string,
  { consent, context: given, afterMilliseconds = 2_000, mostKept = 500 }: Options<Context>,
): Clickstream<Events, Context> {
  const root = `clickstream ${endpoint} `;
  const events = `${root}event `;
  const [session, guest] = [`${root}session`, `${root}guest`];
  const memory = new Map<string, string>();
  const mine = new Set<string>();
  let sending: readonly string[] = [];
  let carried: Readonly<Record<string, unknown>> = { ...given };
  let mayTell = consent === true;
  let running = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = 0;

  const read = (key: string): string | undefined =>
    memory.get(key) ?? attempt(() => localStorage.getItem(key)) ?? undefined;
  const write = (key: string, text: string): void => {
    memory.set(key, text);
    attempt(() => (localStorage.setItem(key, text), memory.delete(key)));
  };
  const remove = (key: string): void => {
    memory.delete(key);
    attempt(() => localStorage.removeItem(key));
  };
  /** Keys of events, the oldest first. */
  const kept = (): string[] =>
    [...memory.keys(), ...(attempt(() => Object.keys(localStorage)) ?? [])]
      .filter((key) => key.startsWith(events))
      .sort();

  function ids(now: number): Readonly<Record<string, unknown>> {
    if (!mayTell) return {};
    const [id, last] = (read(session) ?? "").split(" ");
    const visit = id && now - Number(last) < LONGEST_PAUSE ? id : newId();
    const who = read(guest) ?? newId();
    write(session, `${visit} ${now}`);
    write(guest, who);
    return { session_id: visit, guest_id: who };
  }

  const withoutIds = (event: object): object =>
    Object.fromEntries(Object.entries(event).filter(([name]) => !IDS.includes(name)));

  function keep({ path, at, takes }: Route, sent: object): void {
    const now = Date.now();
    let event: Record<string, unknown> = { event_id: newId(), ...sent };
    const lacks = (name: string): boolean => (event[name] ?? undefined) === undefined;
    const [moment] = at ?? [];
    if (moment !== undefined && at?.every(lacks)) event[moment] = new Date(now).toISOString();
    const known = { ...ids(now), ...carried };
    for (const names of takes) {
      const [name = ""] = names;
      if (name in known && names.every(lacks)) event[name] = known[name];
    }
    if (!mayTell) event = { ...withoutIds(event) };
    const key = `${events}${now} ${newId()}`;
    mine.add(key);
    write(key, `${path} ${JSON.stringify(event)}`);
    for (const old of kept().slice(0, -mostKept)) remove(old);
    if (timer === undefined) schedule(Math.max(afterMilliseconds, wait));
  }

  function schedule(milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), milliseconds);
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const locks = navigator.locks as LockManager | undefined; // pages without TLS have none
    const send = async (): Promise<void> => {
      if (locks === undefined) await sendAll();
      else await locks.request(root, sendAll);
    };
    return (running = running.then(send).catch(() => undefined));
  }

  async function sendAll(): Promise<void> {
    while (navigator.onLine) {
      const now = Date.now();
      const batch = nextBatch(
        (key) => mine.has(key) || now - Number(key.slice(events.length).split(" ")[0]) > LEFT_BEHIND,
      );
      if (batch === undefined) break;
      sending = batch.keys;
      const retryAfter = await post(batch);
      sending = [];
      wait = retryAfter === undefined ? 0 : Math.min(Math.max(retryAfter, 2 * wait, SHORTEST_WAIT), LONGEST_WAIT);
      if (wait > 0) break;
    }
    if (timer === undefined && kept().length > 0) schedule(Math.max(wait, LEFT_BEHIND));
  }

  /** The oldest of these events and those that go along with it. */
  function nextBatch(isWanted: (key: string) => boolean): Batch | undefined {
    const batch: Batch = { path: "", keys: [], texts: [] };
    let size = 0;
    for (const key of kept().filter(isWanted)) {
      const text = read(key) ?? "";
      const [path = ""] = text.split(" ", 1);
      const event = text.slice(path.length + 1);
      if (batch.keys.length > 0 && path !== batch.path) continue;
      size += bytes(event) + 1;
      if (batch.keys.length === MOST_EVENTS || (batch.keys.length > 0 && size > MOST_BYTES)) break;
      batch.path = path;
      batch.keys.push(key);
      batch.texts.push(event);
    }
    return batch.keys.length > 0 ? batch : undefined;
  }

  /** @returns the milliseconds that it is to wait; undefined when all were taken, or can never be */
  async function post({ path, keys, texts }: Batch): Promise<number | undefined> {
    const body = `[${texts.join()}]`;
    const response = await fetch(`${endpoint}${path}/batch`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
      keepalive: bytes(body) <= MOST_BYTES,
      signal: AbortSignal.timeout(LONGEST_REQUEST),
    }).catch(() => undefined);
    if (response === undefined) return 0;
    const retryAfter = 1_000 * (Number(response.headers.get("Retry-After")) || 0);
    const { results } = (await response.json().catch(() => ({}))) as { readonly results?: readonly Result[] };
    const isRefused = REFUSALS.includes(response.status);
    if (results === undefined && isRefused && keys.length > 1) {
      for (const [index, key] of keys.entries()) {
        const failed = await post({ path, keys: [key], texts: texts.slice(index, index + 1) }); // one of them was refused, and the others with it
        if (failed !== undefined) return failed;
      }
      return undefined;
    }
    if (results === undefined && !response.ok && !isRefused) return retryAfter;
    const again = new Set(results?.flatMap(({ index, status }) => (status === "retry" ? [index] : [])));
    keys.forEach((key, index) => again.has(index) || remove(key));
    return again.size > 0 ? retryAfter : undefined;
  }

  /** What is on its way stays with its request, what failed lately waits for the next page: a beacon is not answered. */
  function leave(): void {
    if (!navigator.onLine || wait > 0) return;
    const isFree = (key: string): boolean => mine.has(key) && !sending.includes(key);
    for (let batch = nextBatch(isFree); batch !== undefined; batch = nextBatch(isFree)) {
      if (!navigator.sendBeacon(`${endpoint}${batch.path}/batch`, `[${batch.texts.join()}]`)) return; // text/plain: a beacon can't ask before
      batch.keys.forEach(remove);
    }
  }

  function setConsent(isGiven: boolean): void {
    mayTell = isGiven;
    if (isGiven) return;
    [session, guest].forEach(remove);
    for (const key of kept()) {
      const text = read(key) ?? "";
      const at = text.indexOf(" ") + 1;
      attempt(() => write(key, text.slice(0, at) + JSON.stringify(withoutIds(JSON.parse(text.slice(at)) as object))));
    }
  }

  attempt(() => {
    if (consent !== undefined) setConsent(consent);
    addEventListener("online", () => {
      wait = 0;
      schedule(0);
    });
    addEventListener("pagehide", () => attempt(leave));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") attempt(leave);
    });
    if (kept().length > 0) schedule(afterMilliseconds);
  });
  return {
    send(type, event) {
      attempt(() => keep(routes[type], event as object));
    },
    context(more) {
      carried = { ...carried, ...more };
    },
    consent(isGiven) {
      attempt(() => setConsent(isGiven));
    },
    flush,
  };
}

interface Batch {
  path: string;
  readonly keys: string[];
  readonly texts: string[];
}
/** What became of one event of a request, where the API tells. */
interface Result {
  readonly index: number;
  readonly status: string;
}
