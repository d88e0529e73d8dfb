import { InvalidArgumentError } from "commander";

/** Parses a moment, or how long ago it was: `2026-11-20T12:00:00Z`, `2026-11-20`, `90m`, `24h`, `7d`. */
export function moment(text: string): Date {
  const [, count, unit] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const minutes = { m: 1, h: 60, d: 24 * 60 }[unit ?? ""];
  const time = minutes === undefined ? utc(text) : new Date(Date.now() - Number(count) * minutes * 60_000);
  if (Number.isNaN(time.getTime()))
    throw new InvalidArgumentError("It must be a moment like 2026-11-20T12:00:00Z, or how long ago: 90m, 24h, 7d.");
  return time;
}

/** What names no zone is UTC, like the hours of the stored objects. */
function utc(text: string): Date {
  if (!/^\d{4}-\d{2}-\d{2}($|T\d)/.test(text)) return new Date(NaN);
  return new Date(/T.*(Z|[+-]\d{2}:?\d{2})$|^[\d-]+$/.test(text) ? text : `${text}Z`);
}
