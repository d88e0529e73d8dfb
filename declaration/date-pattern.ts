/** `yyyy-MM-dd` of the years 1 to 9999, with any of the dashes that word processors write. What a month lacks is found by the transform. */
const DASH = "[-\\u2010-\\u2015\\u2212]";
export const DATE_PATTERN = `^(?!0000)[0-9]{4}${DASH}(0[1-9]|1[0-2])${DASH}(0[1-9]|[12][0-9]|3[01])$`;
