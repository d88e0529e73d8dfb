import { lakeEvent, stamp, storedLine } from "../__tests__/support/lake-events";
import { menuClick } from "../__tests__/support/restaurant";
import { string } from "../declaration/event";
import { defineEvent } from "../declaration/define";

/** What comes again: a share of the events. */
const REPEATED = 0.05;
/** Of how many events one is kept to come again, within its hour or days later. */
const KEPT = 50;
/** For so long: a day less than a repeat is known. */
const KEPT_HOURS = 6 * 24;
/** How long a text is that makes an event of 1 KB as it is sent. */
const TEXT_LENGTH = 850;
/** The words that texts are made of, the first ones most often: gzip leaves a sixth of such a text. */
const WORDS = 80;
const HOUR = 3_600_000;
const RECEIVED = /"received_at":"[^"]*"/;

/** A click of a menu that says more, so that it has 1 KB. */
export const longClick = defineEvent({ ...menuClick, fields: { ...menuClick.fields, details: string() } });

/** Events that arrive hour by hour, some of them again. */
export class CuratedLoad {
  private kept: { readonly hour: number; readonly line: string }[] = [];
  private readonly words: readonly string[];
  /** Bytes of the events as they were sent, each once. */
  sentBytes = 0;
  sent = 0;

  constructor(private readonly random: () => number) {
    this.words = Array.from({ length: WORDS }, () => this.word());
  }

  /** Lines as the transform writes them, of so many events that arrive within an hour; some came before, in this hour or another. */
  linesOf(count: number, hour: number): readonly string[] {
    this.sent += count;
    this.kept = this.kept.filter((one) => one.hour > hour - KEPT_HOURS * HOUR);
    return Array.from({ length: count }).flatMap((_, index) => {
      const at = hour + Math.floor((index * HOUR) / count);
      const event = { ...lakeEvent(longClick, at, this.random), details: this.text() };
      this.sentBytes += JSON.stringify(event).length;
      const own = JSON.stringify(storedLine(event, at));
      if (index % KEPT === 0) this.kept.push({ hour, line: own });
      const again = this.random() < REPEATED ? this.kept[Math.floor(this.random() * this.kept.length)] : undefined;
      const repeated = again?.line.replace(RECEIVED, `"received_at":"${stamp(at)}"`);
      return [own, repeated].flatMap((line) => (line === undefined ? [] : [`${line}\n`]));
    });
  }

  private text(): string {
    let text = "";
    while (text.length < TEXT_LENGTH) text += `${this.words[Math.floor(this.random() ** 3 * WORDS)]} `;
    return text;
  }

  private word(): string {
    const letters = Array.from({ length: 4 + Math.floor(this.random() * 7) }, () => Math.floor(this.random() * 26));
    return String.fromCharCode(...letters.map((letter) => 97 + letter));
  }
}
