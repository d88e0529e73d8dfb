import { type Filter, filterOf, filterText, type ValuesAnswer } from "../pipeline/protocol";
import { address } from "./address";
import { find, make } from "./dom";
import { counted, groupText, messageOf } from "./format";
import { callJson } from "./http";
import { scopeParameters } from "./period";

/** The dashboard's filters, from the address. */
export const filters = (): readonly Filter[] => address.all("filter").map(filterOf);

/** A filter as people read it: `page is lunch`. */
export const filterWords = ({ field, value }: Filter): string => `${field} is ${groupText(value)}`;

/** Narrows the dashboard to a value; one of the same field makes way. */
export function addFilter(filter: Filter): void {
  const others = filters().filter(({ field }) => field !== filter.field);
  address.change({ filter: [...others, filter].map(filterText) });
}

/** The filters that are set, each to be taken away, and the form to set one. @returns takes the fields that there are */
export function startFilters(): (fields: readonly string[]) => void {
  const chips = find("filter-chips", HTMLElement);
  const form = find("filter-form", HTMLFormElement);
  const fold = find("filter-fold", HTMLDetailsElement);
  const field = find("filter-field", HTMLSelectElement);
  const value = find("filter-value", HTMLSelectElement);
  const said = find("filter-said", HTMLElement);
  let values: ValuesAnswer["values"] = [];

  const load = async (): Promise<void> => {
    const asked = field.value;
    if (!fold.open || asked === "") return;
    const parameters = scopeParameters();
    parameters.set("field", asked);
    said.textContent = "Looking for its values…";
    const answer = await callJson<ValuesAnswer>("GET", `values?${parameters.toString()}`).catch(messageOf);
    if (field.value !== asked) return; // another field was chosen meanwhile
    values = typeof answer === "string" ? [] : answer.values;
    said.textContent =
      typeof answer === "string" ? answer : values.length === 0 ? "Nothing in this period has a value." : "";
    value.replaceChildren(
      ...values.map(([each, events], index) =>
        make("option", {
          text: `${groupText(each)} – ${counted(events, "event")}`,
          attributes: { value: String(index) },
        }),
      ),
    );
  };
  fold.addEventListener("toggle", () => void load());
  field.addEventListener("change", () => void load());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = values[Number(value.value)];
    if (chosen === undefined || value.value === "") return;
    addFilter({ field: field.value, value: chosen[0] });
    fold.open = false;
    fold.querySelector("summary")?.focus();
  });
  address.follow(() => {
    chips.replaceChildren(
      ...filters().map((filter) => {
        const words = filterWords(filter);
        const chip = make(
          "button",
          { class: "chip", title: "Take this filter away", attributes: { type: "button" } },
          words,
          make("span", { text: "✕", attributes: { "aria-hidden": "true" } }),
        );
        chip.setAttribute("aria-label", `${words}: take this filter away`);
        chip.addEventListener("click", () => {
          address.change({
            filter: filters()
              .filter((other) => other.field !== filter.field)
              .map(filterText),
          });
          (chips.querySelector("button") ?? fold.querySelector("summary"))?.focus();
        });
        return make("li", {}, chip);
      }),
    );
  });
  return (fields) => {
    fold.hidden = fields.length === 0;
    const known = [...field.options].map((option) => option.value);
    if (known.join("\n") === fields.join("\n")) return;
    field.replaceChildren(...fields.map((name) => make("option", { text: name, attributes: { value: name } })));
    void load();
  };
}
