import { sampleRequests } from "../../../local/server/sample-requests";
import { visit } from "../../support/events";

const other = { ...visit, name: "other", path: "/others", table: "others" };
const routes = ["/dev/others/batch", "/dev/visits/batch", "/dev/visits", "/dev/elsewhere", "/dev/others"].map(
  (path) => ({ method: "POST", path }),
);

test("every route of an event type has a sample that fits it, in the order declared", () => {
  const requests = sampleRequests(
    [{ method: "OPTIONS", path: "/dev/visits" }, ...routes],
    [visit, other],
    [{ event: visit, sent: [{ a: 1 }, { a: 2 }], stored: [] }],
  );
  expect(requests.slice(0, 2)).toEqual([
    { path: "/dev/visits", body: { a: 1 } },
    { path: "/dev/visits/batch", body: [{ a: 1 }, { a: 2 }] },
  ]);
  expect(requests.map(({ path }) => path)).toEqual([
    "/dev/visits",
    "/dev/visits/batch",
    "/dev/others",
    "/dev/others/batch",
  ]);
});

test("an event type without samples gets one that its own model takes", () => {
  const [single] = sampleRequests(
    routes,
    [{ ...visit, fields: { ...visit.fields, stars: { type: "int", minimum: 1, maximum: 5 } } }],
    [],
  );
  expect(single?.body).toMatchObject({
    seconds: 12,
    stars: 5,
    member: true,
    pageName: "entree_1",
    seenAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
  });
});
