/** What the SQL of a curated table says about how it is kept, for whoever has the synthesized stacks alone. */

/** Hours of landing that a view reads; undefined for one over no curated table. */
export const windowHoursOf = (view: string): number | undefined => numberIn(view, /INTERVAL '(\d+)' HOUR/);

/** Days within which a workflow's merges know a repeat. @param definition the workflow's, in which signs are escaped */
export const repeatDaysOf = (definition: string): number | undefined =>
  numberIn(definition, /- INTERVAL \W*(\d+)\W* DAY\s*\W*n?WHEN NOT MATCHED/);

/** Whether a workflow keeps hourly figures. @param definition as above */
export const hasRollups = (definition: string): boolean => /"RollUp":/.test(definition);

const numberIn = (text: string, pattern: RegExp): number | undefined => {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
};
