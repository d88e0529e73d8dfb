import type { Across, Elements, Occurrence, VisitRule } from "./across";
import { ANSWERS } from "./across-answers";
import { columnName, FOUND_IN_EVERY_EVENT } from "./columns";
import { checkNames, checkSql, LONGEST_DAYS } from "./define-analysis";
import {
  ACROSS_KEYS,
  checkKeys,
  ELEMENTS_KEYS,
  type Fail,
  isObject,
  OCCURRENCE_KEYS,
  STEP_KEYS,
  VISIT_KEYS,
} from "./define-keys";
import type { EventDeclaration, FieldDeclaration } from "./event";
import { DEFAULT_GUEST, DEFAULT_SESSION, columnNames, membersOf } from "./visit-sql";

const MOST_STEPS = 10;
const MOST_WEEKS = 52;
const MOST_PAUSE = 1440;
/** A year: what guests do within so long belongs together. */
const LONGEST_WITHIN = 525_600;

/** Checks the questions of every event type over the event types that there are. @throws Error naming the event type, the question, the value and the rule */
export function checkAcross(eventTypes: readonly EventDeclaration[]): void {
  for (const { name: owner, analyses = {} } of eventTypes)
    for (const [name, asked] of Object.entries<Across>(analyses))
      new Check(eventTypes, (problem) => {
        throw new Error(`event "${owner}": analysis "${name}": ${problem}`);
      }).all(name, asked);
}

/** One question's check. */
class Check {
  constructor(
    private readonly eventTypes: readonly EventDeclaration[],
    private readonly fail: Fail,
  ) {}

  all(name: string, asked: Across): void {
    if (!/^[a-z][a-z0-9_]{0,63}$/.test(name)) this.fail("its name must be snake_case, at most 64 characters");
    if (this.eventTypes.some((event) => event.name === name))
      this.fail("an event type is called so, and its dashboard would be, too; give it a name of its own");
    if (!isObject(asked)) this.fail(`it must be an object, got ${JSON.stringify(asked)}`);
    if (!Object.hasOwn(ANSWERS, asked.kind))
      this.fail(`unknown kind "${asked.kind}"; known are ${Object.keys(ANSWERS).join(", ")}`);
    checkKeys("", asked, ACROSS_KEYS[asked.kind], this.fail);
    this.title("its title", asked.title);
    if ("days" in asked) this.whole("days", asked.days, LONGEST_DAYS);
    if ("weeks" in asked) this.whole("weeks", asked.weeks, MOST_WEEKS);
    const visit: VisitRule | undefined = "visit" in asked ? asked.visit : undefined;
    if (visit !== undefined) checkKeys("visit: ", visit, VISIT_KEYS, this.fail);
    this.whole("minutes of a visit", visit?.minutes, MOST_PAUSE);
    this.kind(asked);
  }

  private kind(asked: Across): void {
    switch (asked.kind) {
      case "visits":
        this.events(asked.events, asked.visit ?? {});
        return;
      case "funnel":
        if (asked.steps.length < 2 || asked.steps.length > MOST_STEPS)
          this.fail(`steps must be 2 to ${MOST_STEPS}, got ${asked.steps.length}`);
        if (asked.within !== undefined && asked.within !== "visit")
          this.whole("minutes of within", asked.within.minutes, LONGEST_WITHIN);
        for (const step of asked.steps) {
          checkKeys("a step: ", step, STEP_KEYS, this.fail);
          this.title("a step's name", step.name);
          this.occurrence(step, asked.visit);
        }
        return;
      case "elementRates":
        for (const elements of [asked.shown, asked.opened, ...[asked.ordered].flat()]) {
          this.elements(elements);
          this.who(this.find(elements.event), asked.visit);
          if (asked.by !== undefined) this.column(this.find(elements.event), asked.by);
        }
        return;
      case "retention":
        this.events(asked.events);
        for (const event of asked.events) this.column(this.find(event), asked.guest ?? DEFAULT_GUEST);
        return;
      case "variants":
        for (const [name, one] of Object.entries({ shown: asked.shown, goal: asked.goal }))
          checkKeys(`${name}: `, one, OCCURRENCE_KEYS, this.fail);
        this.occurrence(asked.shown, asked.visit);
        this.occurrence(asked.goal, asked.visit);
        this.column(this.find(asked.shown.event), asked.variant);
        return;
      case "itemPairs":
        for (const elements of [asked.bought].flat()) {
          this.elements(elements);
          this.column(this.find(elements.event), asked.guest ?? DEFAULT_GUEST);
          this.column(this.find(elements.event), asked.restaurant ?? "restaurant_id");
        }
        return;
      case "hoursOfWeek":
      case "freshness":
        this.events(asked.events);
        return;
    }
  }

  private title(what: string, title: string): void {
    if (typeof title !== "string" || !/^\P{Cc}{1,200}$/u.test(title) || title.trim() === "" || /[$%]\{/.test(title))
      this.fail(`${what} must be one line of 1 to 200 characters without "\${" and "%{", got ${JSON.stringify(title)}`);
  }

  private whole(what: string, value: number | undefined, most: number): void {
    if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= most))
      this.fail(`${what} must be a whole number from 1 to ${most}, got ${value}`);
  }

  private find(name: string): EventDeclaration {
    const found = this.eventTypes.find((each) => each.name === name);
    const known = this.eventTypes.map((each) => each.name).join(", ");
    return found ?? this.fail(`"${name}" is no event type; there are ${known}`);
  }

  private events(names: readonly string[], visit?: VisitRule): void {
    if (names.length === 0) this.fail("events must name an event type at least");
    if (new Set(names).size < names.length) this.fail("events names one twice");
    for (const name of names) {
      const event = this.find(name);
      if (visit !== undefined) this.who(event, visit);
    }
  }

  private occurrence({ event, where }: Occurrence, visit: VisitRule | undefined): void {
    const found = this.find(event);
    this.who(found, visit);
    if (where !== undefined) this.sql(`where of "${event}"`, where, this.known(found));
  }

  private elements(elements: Elements): void {
    checkKeys("what it counts: ", elements, ELEMENTS_KEYS, this.fail);
    const event = this.find(elements.event);
    const known = this.known(event);
    if (elements.where !== undefined) this.sql(`where of "${event.name}"`, elements.where, known);
    if (elements.list === undefined) {
      this.sql(`element of "${event.name}"`, elements.element, known);
      return;
    }
    const list = columnName(elements.list);
    const field = Object.entries<FieldDeclaration>(event.fields).find(([name]) => columnName(name) === list)?.[1];
    if (field?.type !== "list") this.fail(`"${elements.list}" is no list of event type "${event.name}"`);
    this.sql(`element of "${event.name}"`, elements.element, new Set(membersOf(event, list)));
  }

  private sql(what: string, sql: string, known: ReadonlySet<string>): void {
    checkSql(what, sql, this.fail);
    checkNames(what, sql, known, this.fail);
  }

  /** A visit needs a session or a guest. */
  private who(event: EventDeclaration, { session = DEFAULT_SESSION, guest = DEFAULT_GUEST }: VisitRule = {}): void {
    const known = this.known(event);
    if (!known.has(columnName(session)) && !known.has(columnName(guest)))
      this.fail(
        `event type "${event.name}" has neither "${session}" nor "${guest}", so its events belong to no visit; give it the context, or name the columns in visit`,
      );
  }

  private column(event: EventDeclaration, name: string): void {
    const known = this.known(event);
    if (!known.has(columnName(name)))
      this.fail(`"${name}" is no column of event type "${event.name}"; there are ${[...known].join(", ")}`);
  }

  private known(event: EventDeclaration): ReadonlySet<string> {
    return new Set([...columnNames(event), ...Object.keys(FOUND_IN_EVERY_EVENT)]);
  }
}
