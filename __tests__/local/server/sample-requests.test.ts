import { sampleRequests } from "../../../local/server/sample-requests";
import { visit } from "../../support/events";

const other = { ...visit, name: "other", path: "/others", table: "others" };
const routes = ["/dev/others/batch", "/dev/visits/batch", "/dev/visits", "/dev/elsewhere", "/dev/others"].map(
  (path) => ({ method: "POST", path }),
);

test("every route of an event type has a sample that fits it, in the order declared", () => {
  const requests = sampleRequests(
    [{ method: "OPTIONS", path: "/dev/visits" }, ...routes],
    [
      { event: visit, sent: [{ a: 1 }, { a: 2 }], stored: [] },
      { event: other, sent: [{ b: 1 }], stored: [] },
    ],
  );
  expect(requests).toEqual([
    { path: "/dev/visits", body: { a: 1 } },
    { path: "/dev/visits/batch", body: [{ a: 1 }, { a: 2 }] },
    { path: "/dev/others", body: { b: 1 } },
    { path: "/dev/others/batch", body: [{ b: 1 }] },
  ]);
});
