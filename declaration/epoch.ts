/**
 * When an epoch is plausible, in seconds since 1970, both ends inclusive: from 2000 on, as no client of a menu on the web is older, to 2100.
 * So no number is plausible in two units, and dates written as digits (2022, 20220911, 202209112300, 20220911230000) are in none. A date
 * and hour (2022091123) lies in the years 2032 to 2036, which is why the transform takes nothing that is more than a year ahead.
 */
export const EPOCH_SECONDS = {
  minimum: Date.parse("2000-01-01T00:00:00Z") / 1000,
  maximum: Date.parse("2100-01-01T00:00:00Z") / 1000,
} as const;

/** The units in which epochs are read, by how many are a second: seconds, milliseconds, microseconds. */
export const EPOCH_UNITS = [1, 1e3, 1e6] as const;
