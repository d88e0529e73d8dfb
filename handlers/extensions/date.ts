import { DATE_PATTERN } from "../../declaration/date-pattern";
import type { Extension } from "../normaliser/extension";

const DATE = new RegExp(DATE_PATTERN);

/** `date`: a day that the calendar has, with hyphens whatever dashes it came with. */
export const date: Extension = {
  read: ({ type }, { Misfit, kindOf }) => {
    if (type !== "date") return undefined;
    return (value) => {
      const refused = new Misfit(`not a date that exists, yyyy-MM-dd, got ${kindOf(value)}`);
      if (typeof value !== "string" || !DATE.test(value)) return refused;
      const day = `${value.slice(0, 4)}-${value.slice(5, 7)}-${value.slice(8)}`;
      // a day that the month doesn't have rolls over
      return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day) ? day : refused;
    };
  },
};
