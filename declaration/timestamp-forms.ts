/** What is read as a timestamp: a form in words, and what some examples of it are stored as. The reference shows it, the tests hold it. */
export interface TimestampForm {
  readonly form: string;
  /** What a client sends, and the stored form: UTC, `yyyy-MM-dd HH:mm:ss[.SSS]`. */
  readonly examples: readonly (readonly [sent: string | number, stored: string])[];
}

const MOMENT = "2022-09-11 23:00:00";

export const TIMESTAMP_FORMS: readonly TimestampForm[] = [
  {
    form: "ISO 8601 or RFC 3339: a date, `T`, `t` or a blank, a time to the second, minute or hour; up to nine digits behind a point or comma, cut to milliseconds",
    examples: [
      ["2022-09-11T23:00:00Z", MOMENT],
      ["2022-09-11t23:00:00.999999999z", `${MOMENT}.999`],
      ["2022-09-11 23:00:00,250", `${MOMENT}.250`],
      ["2022-09-11T23:00Z", MOMENT],
      ["2022-09-11T23Z", MOMENT],
      ["2022-09-11T23", MOMENT],
    ],
  },
  {
    form: "the same without hyphens and colons, with a `T`",
    examples: [
      ["20220911T230000Z", MOMENT],
      ["20220911T230000.25Z", `${MOMENT}.250`],
      ["20220912T010000+0200", MOMENT],
      ["20220911T2300", MOMENT],
      ["20220911T23Z", MOMENT],
    ],
  },
  {
    form: "an offset from UTC of at most 18 hours, `Z` or `UTC` behind the time, with a blank before it or none; without one it is UTC",
    examples: [
      ["2022-09-12T01:00:00+02:00", MOMENT],
      ["2022-09-12T01:00:00+0200", MOMENT],
      ["2022-09-11 17:30:00 -05:30", MOMENT],
      ["2022-09-12T01+02", MOMENT],
      ["2022-09-11 23:00:00 UTC", MOMENT],
      ["2022-09-11 23:00:00.250 UTC", `${MOMENT}.250`],
    ],
  },
  { form: "a date alone, which is its midnight", examples: [["2022-09-11", "2022-09-11 00:00:00"]] },
  {
    form: "other dashes in the place of hyphens, as word processors and phones write them",
    examples: [
      ["2022–09–11 23:00:00", MOMENT],
      ["2022—09—11 21:00:00−02:00", MOMENT],
    ],
  },
  {
    form: "a leap second, 23:59:60 in UTC, which is stored as the second before it",
    examples: [
      ["2016-12-31T23:59:60Z", "2016-12-31 23:59:59"],
      ["2017-01-01T00:59:60.5+01:00", "2016-12-31 23:59:59.500"],
    ],
  },
  {
    form: "epoch seconds, milliseconds or microseconds, as a number or as text, with a fraction or without: from the year 2000 to a year after the event arrived",
    examples: [
      [1_662_937_200, MOMENT],
      [1_662_937_200.25, `${MOMENT}.250`],
      [1_662_937_200_250, `${MOMENT}.250`],
      [1_662_937_200_250_999, `${MOMENT}.250`],
      ["1662937200", MOMENT],
      ["1662937200.123456789", `${MOMENT}.123`],
      ["1662937200250.5", `${MOMENT}.250`],
      ["1662937200250999", `${MOMENT}.250`],
    ],
  },
];

/** What is not read, with the reason: it stays a problem of its event. */
export const NOT_TIMESTAMPS: readonly { readonly what: string; readonly examples: readonly (string | number)[] }[] = [
  {
    what: "digits that are a date to people, since they are numbers of seconds or milliseconds to programs",
    examples: [
      2022,
      20220911,
      2022091123,
      202209112300,
      20220911230000,
      "20220911",
      "2022091123",
      "202209112300",
      "20220911230000",
    ],
  },
  {
    what: "an epoch before 2000, or more than a year ahead",
    examples: [0, -1, 946_684_799, 4_102_444_801, "-1662937200", "253402300799"],
  },
  { what: "nanoseconds, and other counts", examples: ["1662937200000000000", "133074108000000000", 44_815.958] },
  {
    what: "dates that no calendar has, and times that no day has",
    examples: ["2023-02-29", "2022-13-01", "2022-09-11T24:00:00Z", "2022-09-11T22:59:60Z"],
  },
  {
    what: "other orders, other separators, missing zeros, zones by name",
    examples: ["11-09-2022", "2022/09/11", "2022-9-11", "2022-09-11 23:00:00 CEST", "yesterday"],
  },
];
