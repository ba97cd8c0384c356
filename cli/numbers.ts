import { InvalidArgumentError } from "commander";

/** Reads a whole number of an option, within bounds. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max))
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    return value;
  };

/** Reads seconds of an option, a day at most. */
export const seconds = wholeNumber(0, 86_400);
