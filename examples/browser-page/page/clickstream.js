/** Most events in a request, and most bytes of a beacon (browsers take 64 KiB in all). */
const MOST_EVENTS = 100;
const MOST_BEACON_BYTES = 60_000;
/** After a failure it waits so long, twice as long after each more, in milliseconds. */
const SHORTEST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;

/**
 * Sends events to an endpoint: together, again after a failure with the same event id, and what was left over by an earlier visit.
 * What is not answered yet is kept in localStorage. It never throws into the page.
 * @param {string} endpoint where one event is posted, like "https://…/live/dishes"; batches go to `/batch` below it
 * @param {{ afterMilliseconds?: number, mostKept?: number }} [options] how long events wait for others (default 2000), and how
 *   many are kept at most (default 500; the oldest make way)
 * @returns {{ send(event: object): void, flush(): Promise<void> }}
 */
export function clickstream(endpoint, { afterMilliseconds = 2_000, mostKept = 500 } = {}) {
  const root = `clickstream ${endpoint} `;
  const tab = crypto.randomUUID();
  /** @type {Map<string, object>} by event id, in the order sent */
  const kept = new Map();
  let sending = new Set();
  let running = Promise.resolve();
  let timer = 0;
  let wait = 0;

  // While this page lives it holds a lock of its own, so that other pages can tell what nobody sends any more.
  navigator.locks?.request(root + tab, () => new Promise(() => {})).catch(() => {});
  quietly(adopt);
  addEventListener("online", () => ((wait = 0), schedule(0)));
  addEventListener("visibilitychange", () => document.visibilityState === "hidden" && quietly(leave));
  addEventListener("pagehide", () => quietly(leave));

  return {
    send: (event) => quietly(() => keep({ event_id: crypto.randomUUID(), ...event })),
    flush: () => (running = running.then(flush).catch(() => {})),
  };

  function keep(event) {
    kept.set(event.event_id, event);
    if (kept.size > mostKept) forget(kept.keys().next().value);
    store();
    schedule(afterMilliseconds);
  }

  function forget(id) {
    kept.delete(id);
  }

  function store() {
    try {
      if (kept.size === 0) localStorage.removeItem(root + tab);
      else localStorage.setItem(root + tab, JSON.stringify([...kept.values()]));
    } catch {
      // full or forbidden: they are kept in memory
    }
  }

  /** Takes over what pages that are gone have left. */
  async function adopt() {
    for (const name of Object.keys(localStorage).filter((key) => key.startsWith(root) && key !== root + tab)) {
      await navigator.locks.request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) return;
        for (const event of JSON.parse(localStorage.getItem(name) ?? "[]")) keep(event);
        localStorage.removeItem(name);
      });
    }
  }

  function schedule(milliseconds) {
    if (timer !== 0 || kept.size === 0) return;
    timer = setTimeout(
      () => {
        timer = 0;
        running = running.then(flush).catch(() => {});
      },
      Math.max(milliseconds, wait),
    );
  }

  async function flush() {
    while (kept.size > 0 && navigator.onLine) {
      const events = [...kept.values()].slice(0, MOST_EVENTS);
      sending = new Set(events.map((event) => event.event_id));
      const retryAfter = await post(events);
      sending = new Set();
      store();
      if (retryAfter === undefined) {
        wait = 0;
        continue;
      }
      wait = Math.min(Math.max(retryAfter, wait * 2, SHORTEST_WAIT), LONGEST_WAIT);
      return schedule(wait);
    }
  }

  /** @returns undefined when all were taken or can never be, else the milliseconds that the server asks to wait, 0 for none */
  async function post(events) {
    let response;
    try {
      response = await fetch(`${endpoint}/batch`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(events),
        keepalive: true,
      });
    } catch {
      return 0;
    }
    if (response.status === 408 || response.status === 429 || response.status >= 500)
      return 1_000 * (Number(response.headers.get("Retry-After")) || 0);
    if (response.status >= 400 && events.length > 1) {
      // One of them is refused, and the others with it.
      for (const event of events) {
        const retryAfter = await post([event]);
        if (retryAfter !== undefined) return retryAfter;
      }
      return undefined;
    }
    const { results = [] } = await response.json().catch(() => ({}));
    const again = new Set(
      results.filter(({ status }) => status === "retry").map(({ index }) => events[index]?.event_id),
    );
    for (const { event_id: id } of events) if (!again.has(id)) forget(id);
    return again.size > 0 ? 0 : undefined;
  }

  /** The browser delivers a beacon after the page is gone; what is on its way already stays with its request. */
  function leave() {
    if (!navigator.onLine) return;
    const events = [...kept.values()].filter((event) => !sending.has(event.event_id));
    while (events.length > 0) {
      let part = events.splice(0, MOST_EVENTS);
      while (part.length > 1 && new Blob([JSON.stringify(part)]).size > MOST_BEACON_BYTES)
        events.unshift(...part.splice(Math.ceil(part.length / 2)));
      if (!navigator.sendBeacon(`${endpoint}/batch`, JSON.stringify(part))) break; // text/plain, which needs no preflight
      for (const { event_id: id } of part) forget(id);
    }
    store();
  }
}

/** Counting must not break the page. */
function quietly(work) {
  try {
    Promise.resolve(work()).catch(() => {});
  } catch {
    // the page goes on
  }
}
