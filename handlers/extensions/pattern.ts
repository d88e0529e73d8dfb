import type { Extension } from "../normaliser/extension";

/** A text with a `pattern`: the text's own reading, held to it. */
export const pattern: Extension = {
  read: (field, { Misfit, readerOf }) => {
    const { type, pattern: text, ...others } = field;
    if (type !== "string" || text === undefined) return undefined;
    const expression = new RegExp(text, "u");
    const read = readerOf({ type, ...others });
    const refused = "not of the form that its pattern asks for";
    return (value, receivedAt) => {
      const outcome = read(value, receivedAt);
      if (!(outcome instanceof Misfit)) return expression.test(String(outcome)) ? outcome : new Misfit(refused);
      return outcome.stored === null || expression.test(String(outcome.stored)) ? outcome : new Misfit(outcome.reason);
    };
  },
};
