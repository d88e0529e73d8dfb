import { lakeEvent, stamp, storedLine } from "../__tests__/support/lake-events";
import { menuClick } from "../__tests__/support/restaurant";
import { string } from "../declaration/event";
import { defineEvent } from "../declaration/define";

/** What comes again: a share of the events. */
const REPEATED = 0.05;
/** Of how many events one is kept to come again, within its hour or days later. */
const KEPT = 50;
/** So many of them, the last ones: none is older than the days in which a repeat is known. */
const MOST_KEPT = 40_000;
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
  private readonly kept: string[] = [];
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
    return Array.from({ length: count }).flatMap((_, index) => {
      const at = hour + Math.floor((index * HOUR) / count);
      const event = { ...lakeEvent(longClick, at, this.random), details: this.text() };
      this.sentBytes += JSON.stringify(event).length;
      const own = JSON.stringify(storedLine(event, at));
      if (index % KEPT === 0 && this.kept.push(own) > MOST_KEPT) this.kept.splice(0, MOST_KEPT / 2);
      const again = this.random() < REPEATED ? this.kept[Math.floor(this.random() * this.kept.length)] : undefined;
      const repeated = again?.replace(RECEIVED, `"received_at":"${stamp(at)}"`);
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
