import type { ChartsSection } from "../pipeline/protocol";
import type { ChartFigure } from "./chart-figure";
import { make } from "./dom";

/** An event type's charts below its name, and how to declare some where they are made up. */
export function sectionOf(
  { event, description, unfiltered, hint }: ChartsSection & { readonly hint?: string },
  figures: readonly ChartFigure[],
): HTMLElement {
  const id = `section-${event}`;
  const head = make("div", { class: "panel-head" }, make("h2", { text: event, attributes: { id } }));
  head.append(make("p", { class: "hint", text: description }));
  const section = make("section", { class: "panel", attributes: { "aria-labelledby": id } }, head);
  if (unfiltered !== undefined)
    section.append(
      make("p", { class: "unfiltered", text: `Not filtered: its events have no ${unfiltered.join(" and no ")}.` }),
    );
  section.append(make("div", { class: "charts" }, ...arranged(figures)));
  if (hint !== undefined)
    section.append(
      make(
        "details",
        { class: "declare" },
        make("summary", { text: `${event} declares no charts of its own: how to` }),
        make("p", {
          class: "hint",
          text: "For example, in the event type's file; the functions come with the vocabulary:",
        }),
        make("pre", { class: "payload", text: hint, attributes: { tabindex: "0" } }),
      ),
    );
  return section;
}

/** As declared; numbers that follow each other stand in one row. */
function arranged(figures: readonly ChartFigure[]): readonly HTMLElement[] {
  const arranged: HTMLElement[] = [];
  let row: HTMLElement | undefined;
  for (const { element, kind } of figures) {
    if (kind !== "number") {
      row = undefined;
      arranged.push(element);
      continue;
    }
    if (row === undefined) arranged.push((row = make("div", { class: "numbers" })));
    row.append(element);
  }
  return arranged;
}
