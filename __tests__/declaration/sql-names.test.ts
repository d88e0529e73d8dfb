import { strayName } from "../../declaration/sql-names";

const columns = new Set(["item", "price", "quantity", "seen_at", "tags", "device", "user", "received_at", "date"]);

test.each([
  ["a column", "SELECT itm FROM events", "itm"],
  ["one among functions", "SELECT item, round(sum(prize * quantity), 2) AS total FROM events GROUP BY 1", "prize"],
  ["one in quotes", 'SELECT "Itm" FROM events', "itm"],
  ["one of events by its name", "SELECT events.itm FROM events", "itm"],
  ["one of events by another name", "SELECT e.item, e.itm FROM events AS e", "itm"],
  ["one in a subquery", "SELECT item FROM (SELECT item, prize FROM events) AS cheap WHERE price < 3", "prize"],
  ["one in a filter", "SELECT count(*) FROM events WHERE itm = 'tea'", "itm"],
  ["one in a CASE", "SELECT CASE WHEN prize > 3 THEN 1 ELSE 0 END dear FROM events", "prize"],
  ["one in a list", "SELECT item FROM events WHERE item IN (itm, 'tea')", "itm"],
  ["one behind a date", "SELECT item FROM events WHERE seen_at > DATE '2026-01-01' AND itm IS NULL", "itm"],
  ["one in a cast", "SELECT CAST(prize AS bigint) FROM events", "prize"],
  ["one that sorts", "SELECT item FROM events ORDER BY itm DESC NULLS LAST LIMIT 10", "itm"],
  ["one in a window", "SELECT row_number() OVER (PARTITION BY itm ORDER BY seen_at) FROM events", "itm"],
  ["one in a lambda", "SELECT filter(tags, x -> x <> tg) FROM events", "tg"],
  ["one whose part is asked for", "SELECT devise.model FROM events", "devise"],
  ["one of which the year is asked", "SELECT extract(YEAR FROM sen_at) FROM events", "sen_at"],
  ["one in an expression alone", "quantity * prize", "prize"],
])("%s that isn't there is named", (_, sql, name) => {
  expect(strayName(sql, columns)).toBe(name);
});

test.each([
  ["names behind AS", "SELECT item AS thing, count(*) AS times FROM events GROUP BY item ORDER BY times DESC, thing"],
  [
    "names without AS",
    "SELECT price * quantity total, count(*) FILTER (WHERE price > 1) dear, sum(price) s FROM events ORDER BY total, dear, s",
  ],
  ["a CASE's name", "SELECT CASE WHEN price > 3 THEN 'dear' ELSE NULL END kind FROM events ORDER BY kind"],
  [
    "capitals and quotes",
    'SELECT ITEM, "Item", "a name with "" in it" FROM (SELECT item, 1 AS "a name with "" in it" FROM EVENTS)',
  ],
  [
    "members of a list",
    "SELECT tag, pos FROM events CROSS JOIN UNNEST(tags) WITH ORDINALITY AS t(tag, pos) ORDER BY t.pos",
  ],
  ["members without AS", "SELECT tag FROM events, UNNEST(tags) t (tag)"],
  ["lambdas", "SELECT reduce(tags, 0, (s, x) -> s + length(x), s -> s), transform(tags, y -> upper(y)) FROM events"],
  [
    "a join with itself",
    "SELECT one.item, other.item FROM events one JOIN events AS other USING (user) WHERE one.price <> other.price",
  ],
  [
    "a query in a query",
    "SELECT x.n FROM (WITH cheap (name, n) AS (SELECT item, count(*) FROM events GROUP BY 1), rest AS (SELECT * FROM cheap) SELECT name, n FROM rest) x",
  ],
  [
    "a named window",
    "SELECT sum(price) OVER w FROM events WINDOW w AS (PARTITION BY item ORDER BY seen_at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)",
  ],
  [
    "types",
    "SELECT CAST(ROW(1, 'a') AS ROW(number bigint, word varchar)), TRY_CAST(price AS decimal(10, 2)), CAST(device AS array(row(a double precision))) FROM events",
  ],
  ["literals with a type", "SELECT TIMESTAMP '2026-01-01 00:00:00', INTERVAL '3' DAY, X'65', U&'x' FROM events"],
  [
    "parts of dates",
    "SELECT extract(week FROM seen_at), extract(YEAR FROM seen_at), seen_at AT TIME ZONE 'UTC', current_date FROM events",
  ],
  [
    "FROM where no table is",
    "SELECT trim(BOTH ' ' FROM item), substring(item FROM 2 FOR 3) FROM events WHERE item IS DISTINCT FROM device",
  ],
  [
    "JSON",
    "SELECT json_value(device, 'lax $.os' RETURNING varchar DEFAULT 'x' ON EMPTY NULL ON ERROR), json_query(device, 'lax $.a' WITH ARRAY WRAPPER) FROM events",
  ],
  [
    "aggregates of their own grammar",
    "SELECT listagg(item, ',' ON OVERFLOW TRUNCATE '...' WITH COUNT) WITHIN GROUP (ORDER BY price), array_agg(DISTINCT item ORDER BY item) FROM events",
  ],
  [
    "sets",
    "SELECT item, user, grouping(item, user) FROM events GROUP BY GROUPING SETS ((item), (user), ()) HAVING count(*) > 1 FETCH FIRST 3 ROWS WITH TIES",
  ],
  ["a sample", "SELECT item FROM events TABLESAMPLE BERNOULLI (10)"],
  ["numbers", "SELECT 1e0, 1.5E-3, 0x1F, 1_000 FROM events"],
  ["comments", "SELECT item /* its name, (as sent) */ FROM events"],
  ["subscripts", "SELECT tags[1] first_tag, map(ARRAY['a'], ARRAY[1])['a'] m FROM events ORDER BY first_tag, m"],
  ["fields of objects", "SELECT device.os, e.device.model.name FROM events e"],
  ["columns that are words", "SELECT date, user FROM events"],
  ["another table", "SELECT name FROM events JOIN awsdatacatalog.shop.menu ON menu.item = events.item"],
  ["another table beside", "SELECT name FROM events, menu m"],
  ["another view alone", "SELECT element FROM menu_click_events"],
  ["what nobody can follow", "SELECT 'it''s (' FROM events WHERE ((item"],
])("%s are no stray names", (_, sql) => {
  expect(strayName(sql, columns)).toBeUndefined();
});
