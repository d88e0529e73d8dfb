/** The normal distribution's 97.5 % quantile: the intervals are of 95 %. */
const Z = 1.959963984540054;
const real = (value: number): string => `${value}e0`;
const over = (part: string, all: string): string => `${part} / CAST(${all} AS double)`;

/**
 * Rates with Wilson's score interval (Wilson 1927), and differences of rates with Newcombe's hybrid score interval (Newcombe 1998, method 10), which is
 * made of the two Wilson intervals. Both hold for few visits and for rates near 0 and 1, where the textbook's normal interval does not.
 * @param counted a relation of `variant`, `visits` and `reached_goal`
 * @param baseline SQL that gives the variant which the others are compared with
 */
export function wilsonSql(counted: string, baseline: string): string {
  const [n, x] = ["CAST(visits AS double)", "CAST(reached_goal AS double)"];
  const middle = over(`(${x} + ${real((Z * Z) / 2)})`, `${n} + ${real(Z * Z)}`);
  const half = over(
    `${real(Z)} * sqrt(${over(`${x} * (${n} - ${x})`, n)} + ${real((Z * Z) / 4)})`,
    `${n} + ${real(Z * Z)}`,
  );
  const square = (value: string): string => `(${value}) * (${value})`;
  const difference = "r.rate - b.rate";
  const shown = (sql: string): string => `round(${sql}, 4)`;
  const apart = (sql: string): string => `CASE WHEN r.variant <> b.variant THEN ${shown(sql)} END`;
  return `rated AS (
  SELECT variant, visits, reached_goal, ${over(x, n)} AS rate, ${middle} - ${half} AS low, ${middle} + ${half} AS high FROM ${counted}
),
baseline AS (SELECT variant, rate, low, high FROM rated WHERE variant = ${baseline})
SELECT r.variant AS variant, r.visits AS visits, r.reached_goal AS reached_goal, ${shown("r.rate")} AS rate, ${shown("r.low")} AS rate_from, ${shown("r.high")} AS rate_to,
  ${apart(difference)} AS difference, ${apart(`${difference} - sqrt(${square("r.rate - r.low")} + ${square("b.high - b.rate")})`)} AS difference_from, ${apart(`${difference} + sqrt(${square("r.high - r.rate")} + ${square("b.rate - b.low")})`)} AS difference_to
FROM rated AS r LEFT JOIN baseline AS b ON true`;
}
