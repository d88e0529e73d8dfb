import { csvOf } from "../../../local/page/csv";

test("values stand as they are, quoted where a reader would take them apart", () => {
  expect(
    csvOf(
      ["a", 'b "c"'],
      [
        ["x,y", 1.5],
        [null, true],
        ["two\nlines", "plain"],
        ["", undefined],
      ],
    ),
  ).toBe('a,"b ""c"""\r\n"x,y",1.5\r\n,true\r\n"two\nlines",plain\r\n,\r\n');
});

test("a text that a spreadsheet would run as a formula is none: events come from whoever posts them", () => {
  const texts = ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\tx"];
  for (const text of texts)
    expect(
      csvOf(["a"], [[text]])
        .split("\r\n")[1]
        ?.replaceAll('"', ""),
    ).toBe(`'${text}`);
  for (const text of ["-12.5", "+3", "-1e9", "a=b"]) expect(csvOf(["a"], [[text]])).toBe(`a\r\n${text}\r\n`);
  expect(csvOf(["a"], [[-5]])).toBe("a\r\n-5\r\n");
});
