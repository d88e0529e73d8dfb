import { Readable } from "node:stream";
import { type RequestBody, RequestBodies } from "../../../emulation/files/request-bodies";

const body = (...sizes: readonly number[]): AsyncIterable<Buffer> =>
  Readable.from(
    sizes.map((size) => Buffer.alloc(size, "x")),
    { objectMode: true },
  ) as AsyncIterable<Buffer>;
const told = ({ refused, bytes }: RequestBody): readonly [RequestBody["refused"], number] => [refused, bytes.length];

test("a body of just the most bytes is whole, one byte more is refused as too large", async () => {
  const bodies = new RequestBodies(10);
  expect(told(await bodies.read(body(4, 6)))).toEqual([undefined, 10]);
  expect(told(await bodies.read(body(4, 7)))).toEqual(["too large", 0]);
  expect(told(await bodies.read(body(4, 7, 100)))).toEqual(["too large", 0]);
});

test("bodies under way hold no more than they may together: the next finds no room until one is answered", async () => {
  const bodies = new RequestBodies(10, 25);
  const [first, second] = [await bodies.read(body(10)), await bodies.read(body(10))];
  expect(told(await bodies.read(body(5, 1)))).toEqual(["no room", 0]);
  expect(told(await bodies.read(body(5)))).toEqual([undefined, 5]);
  expect(told(await bodies.read(body(1)))).toEqual(["no room", 0]);
  first.release();
  first.release();
  expect(told(await bodies.read(body(10)))).toEqual([undefined, 10]);
  expect(told(await bodies.read(body(1)))).toEqual(["no room", 0]);
  second.release();
  expect(told(await bodies.read(body(10)))).toEqual([undefined, 10]);
});

test("a body that never fits keeps no room while its rest comes, and a client that goes away leaves its room", async () => {
  const bodies = new RequestBodies(10, 10);
  const gone = (async function* gone() {
    yield Buffer.alloc(9);
    await Promise.resolve();
    throw new Error("aborted");
  })();
  await expect(bodies.read(gone)).rejects.toThrow("aborted");
  let inBetween: Promise<RequestBody> | undefined;
  const large = (async function* large() {
    yield Buffer.alloc(11);
    inBetween = bodies.read(body(10));
    await inBetween;
    yield Buffer.alloc(11);
  })();
  expect(told(await bodies.read(large))).toEqual(["too large", 0]);
  expect((await inBetween)?.bytes.length).toBe(10);
});

test("a body that is decoded counts with what it becomes, one at a time, and is refused when that doesn't fit", async () => {
  const bodies = new RequestBodies(10, 15);
  let [running, most] = [0, 0];
  const to = (size: number | undefined) => async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running--;
    return size === undefined ? undefined : Buffer.alloc(size);
  };
  const [first, second] = await Promise.all([bodies.read(body(1), to(10)), bodies.read(body(1), to(6))]);
  expect([told(first), told(second), most]).toEqual([[undefined, 10], ["no room", 0], 1]);
  expect(told(await bodies.read(body(1), to(5)))).toEqual([undefined, 5]);
  first.release();
  expect(told(await bodies.read(body(1), to(undefined)))).toEqual(["too large", 0]);
  expect(told(await bodies.read(body(1), () => Promise.reject(new Error("not gzip"))))).toEqual(["not decoded", 0]);
  expect(told(await bodies.read(body(10)))).toEqual([undefined, 10]); // none of them kept room
});
