// Runs one Lambda bundle in a worker thread: gets the event as JSON text, gives the answer as JSON text, as Lambda does.
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";

/** @type {Promise<(event: unknown, context: object) => Promise<unknown>>} */
const handler = import(pathToFileURL(workerData.file).href).then((module) => {
  const found = module[workerData.handler];
  if (typeof found !== "function") throw new Error(`the bundle exports no function "${workerData.handler}"`);
  return found;
});
handler.catch(() => undefined); // told with the first invocation

parentPort?.on(
  "message",
  async (
    /** @type {{ event: string; awsRequestId: string; timeoutMilliseconds: number }} */ {
      event,
      awsRequestId,
      timeoutMilliseconds,
    },
  ) => {
    const end = Date.now() + timeoutMilliseconds;
    try {
      const context = {
        awsRequestId,
        functionName: workerData.name,
        getRemainingTimeInMillis: () => Math.max(0, end - Date.now()),
      };
      const answer = await (await handler)(JSON.parse(event), context);
      parentPort?.postMessage({ answer: JSON.stringify(answer) ?? "null" });
    } catch (error) {
      parentPort?.postMessage({ error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
    }
  },
);
