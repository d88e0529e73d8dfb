import { request } from "node:http";
import { anOrder, click, type Run, start, until } from "../../support/local";

/** Calls with headers that fetch would not send. */
function call(
  run: Run,
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ readonly status: number | undefined; readonly body: unknown }> {
  return new Promise((resolve, reject) => {
    request(run.url + path, { method, headers }, (response) => {
      let text = "";
      response
        .setEncoding("utf8")
        .on("data", (chunk: string) => (text += chunk))
        .on("end", () => resolve({ status: response.statusCode, body: JSON.parse(text) as unknown }));
    })
      .once("error", reject)
      .end();
  });
}

describe("query", () => {
  test("an answer has columns, rows and the bytes scanned", async () => {
    const run = await start();
    await run.post("/events", anOrder);
    await run.local("POST", "flush");
    const { status, body } = await run.local("POST", "query", {
      sql: 'SELECT "timestamp", quantity, price, count(*) AS n FROM clickstream_data GROUP BY 1, 2, 3',
    });
    expect([status, body]).toEqual([
      200,
      {
        columns: [
          { name: "timestamp", type: "varchar" },
          { name: "quantity", type: "integer" },
          { name: "price", type: "double" },
          { name: "n", type: "bigint" },
        ],
        rows: [["2026-11-20 11:00:00", 2, 15.99, 1]],
        bytesScanned: expect.any(Number) as number,
        listRequests: expect.any(Number) as number,
      },
    ]);
    expect(body.bytesScanned).toBeGreaterThan(100);
  });

  test("a whole number that JSON can't hold exactly arrives as text", async () => {
    expect(await (await start()).rows("SELECT 9007199254740993, 7")).toEqual([["9007199254740993", 7]]);
  });

  test("what is no single SELECT over the tables is answered 400 with a message", async () => {
    const run = await start();
    const refused = [
      "SELEC",
      "SELECT * FROM nothing",
      "DROP TABLE my_ingested_data",
      "SELECT 1; SELECT 2",
      "SELECT * FROM read_text('/etc/hostname')",
      "",
      7,
      undefined,
    ];
    for (const sql of refused)
      expect([sql, await run.local("POST", "query", { sql })]).toEqual([
        sql,
        expect.objectContaining({ status: 400, body: { message: expect.stringMatching(/./) as string } }),
      ]);
    expect(await run.local("POST", "query", null)).toMatchObject({
      status: 400,
      body: { message: 'sql must be a string: {"sql":"SELECT …"}' },
    });
  });

  test("a body that is not JSON, or too large, is told what it should be", async () => {
    const { url } = await start();
    const post = async (body: string): Promise<unknown> => {
      const response = await fetch(`${url}/_local/query`, { method: "POST", body });
      return [response.status, await response.json()];
    };
    expect(await post("SELECT 1")).toEqual([400, { message: 'the body must be JSON: {"sql":"SELECT …"}' }]);
    expect(await post("")).toEqual([400, { message: 'the body must be JSON: {"sql":"SELECT …"}' }]);
    expect(await post(" ".repeat(10 * 1024 * 1024 + 1))).toEqual([413, { message: "the body is larger than 10 MB" }]);
  });
});

describe("wait", () => {
  test("it answers as soon as so many events were delivered, also for those that wait already", async () => {
    const run = await start();
    const waiting = run.local("GET", "wait?events=3&timeout=10");
    await run.post("/poc", click("1"));
    await run.local("POST", "flush");
    await run.post("/poc/batch", [click("2"), click("3")]);
    await run.local("POST", "flush");
    expect(await waiting).toMatchObject({ status: 200, body: { events: { delivered: 3 } } });
    expect(await run.local("GET", "wait?events=3&timeout=0")).toMatchObject({ status: 200 });
  });

  test("it answers 504 with what there is when the time is over", async () => {
    const began = Date.now();
    expect(await (await start()).local("GET", "wait?events=4&timeout=0.2")).toMatchObject({
      status: 504,
      body: { message: "0 of 4 events were delivered within 0.2 s" },
    });
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  test("a client that goes away, or that waits when the run stops, holds nothing up", async () => {
    const run = await start();
    const gone = new AbortController();
    const waiting = fetch(`${run.url}/_local/wait?events=1&timeout=600`, { signal: gone.signal }).catch(
      (error: unknown) => (error as Error).name,
    );
    await until(() => waitersOf(run) === 1);
    gone.abort();
    expect(await waiting).toBe("AbortError");
    await until(() => waitersOf(run) === 0);
    const cut = fetch(`${run.url}/_local/wait?events=1&timeout=600`).then(
      ({ status }) => status,
      () => "cut",
    );
    await until(() => waitersOf(run) === 1);
    const began = Date.now();
    await run.stop();
    expect(await cut).toBe("cut");
    await until(() => waitersOf(run) === 0);
    expect(Date.now() - began).toBeLessThan(4_000);
  });

  test("a number that can't be is answered 400 with what is allowed", async () => {
    const run = await start();
    const refused = {
      wait: "events must be a number from 0 to 9007199254740991, got null",
      "wait?events=": 'events must be a number from 0 to 9007199254740991, got ""',
      "wait?events=1.5": 'events must be a number from 0 to 9007199254740991, got "1.5"',
      "wait?events=-1": 'events must be a number from 0 to 9007199254740991, got "-1"',
      "wait?events=Infinity": 'events must be a number from 0 to 9007199254740991, got "Infinity"',
      "wait?events=1&timeout=soon": 'timeout must be a number from 0 to 600, got "soon"',
      "wait?events=1&timeout=601": 'timeout must be a number from 0 to 600, got "601"',
    };
    for (const [endpoint, message] of Object.entries(refused))
      expect(await run.local("GET", endpoint)).toMatchObject({ status: 400, body: { message } });
  });
});

describe("anything else", () => {
  test("an endpoint that isn't there is answered 404 with those that are", async () => {
    const run = await start();
    for (const path of ["nothing", "page", "status/", "../dev/poc?x", "%73tatus", "%zz"]) {
      expect(await run.local("GET", path.replace("../", "..%2f"))).toMatchObject({
        status: 404,
        body: { message: expect.stringContaining("there are GET /_local/status, ") as string },
      });
    }
  });

  test("another method is answered 405 with the one that the endpoint takes", async () => {
    const run = await start();
    for (const [method, endpoint, takes] of [
      ["POST", "status", "GET"],
      ["GET", "flush", "POST"],
      ["DELETE", "failures", "GET"],
      ["GET", "reset", "POST"],
      ["GET", "query", "POST"],
    ] as const) {
      expect(await run.local(method, endpoint)).toMatchObject({
        status: 405,
        body: { message: `/_local/${endpoint} takes ${takes}` },
      });
    }
  });

  test("a web page, or a name that was made to point here, can neither read nor empty the data", async () => {
    const run = await start();
    const { host } = new URL(run.url);
    const refused = (message: string): object => ({ status: 403, body: { message } });
    expect(await call(run, "POST", "/_local/reset", { Origin: "https://evil.example" })).toEqual(
      refused('the origin "https://evil.example" may not use /_local'),
    );
    expect(await call(run, "POST", "/_local/reset", { Origin: "null" })).toEqual(
      refused('the origin "null" may not use /_local'),
    );
    expect(await call(run, "GET", "/_local/status", { Host: "evil.example" })).toEqual(
      refused('the host "evil.example" is not this machine'),
    );
    expect(await call(run, "GET", "/_local/status", { Host: "127.0.0.1.evil.example:4000" })).toEqual(
      refused('the host "127.0.0.1.evil.example:4000" is not this machine'),
    );
    expect(await call(run, "GET", "/_local/status", { Host: `localhost:${new URL(run.url).port}` })).toMatchObject({
      status: 200,
    });
    expect(await call(run, "GET", "/_local/status", { Origin: `http://${host}` })).toMatchObject({ status: 200 });
    for (const site of ["cross-site", "same-site"])
      expect(await call(run, "GET", "/_local/status", { "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors" })).toEqual(
        refused("a page of another origin may not use /_local"),
      );
    expect(
      await call(run, "GET", "/_local/status", { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate" }),
    ).toMatchObject({ status: 200 });
  });

  test("a long list of failures arrives whole, also for a client that reads slowly, and a client that leaves breaks nothing", async () => {
    const run = await start();
    const junk = "x".repeat(100_000);
    for (let index = 0; index < 60; index++)
      await run.post("/poc", `${index} ${junk}`, { "Content-Type": "text/plain" });
    await run.local("POST", "flush");
    const slow = await new Promise<string>((resolve, reject) => {
      request(`${run.url}/_local/failures`, (response) => {
        let text = "";
        response
          .setEncoding("utf8")
          .on("data", (chunk: string) => {
            text += chunk;
            if (!response.isPaused()) {
              response.pause();
              setTimeout(() => response.resume(), 1);
            }
          })
          .on("end", () => resolve(text))
          .on("error", reject);
      })
        .once("error", reject)
        .end();
    });
    const failures = JSON.parse(slow) as readonly { readonly rawData: string }[];
    expect(failures.map(({ rawData }) => parseInt(Buffer.from(rawData, "base64").toString(), 10))).toEqual(
      Array.from({ length: 60 }, (_, index) => index),
    );

    await new Promise<void>((resolve) => {
      const leaving = request(`${run.url}/_local/failures`, (response) => {
        response.once("data", () => {
          leaving.destroy();
          resolve();
        });
      });
      leaving.on("error", () => undefined).end();
    });
    expect((await run.local("GET", "status")).status).toBe(200);
  });
});

/** How many callers wait for deliveries. */
function waitersOf(run: Run): number {
  return (run.pipeline as unknown as { waiters: Set<unknown> }).waiters.size;
}
