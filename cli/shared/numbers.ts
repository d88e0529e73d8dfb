import { InvalidArgumentError } from "commander";

/** Parses an option's whole number, both ends included. */
export const wholeNumber = (least: number, most: number) => within(/^\d+$/, "whole number", least, most);

/** Parses an option's number, both ends included. */
export const number = (least: number, most: number) => within(/^\d+(\.\d+)?$/, "number", least, most);

const within =
  (pattern: RegExp, what: string, least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!pattern.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a ${what} from ${least} to ${most}.`);
    return value;
  };
