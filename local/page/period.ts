import type { Days } from "../pipeline/protocol";
import { address } from "./address";
import { find, make } from "./dom";

/** What can be chosen without naming days. */
const CHOICES: readonly (readonly [days: string, text: string])[] = [
  ["1", "Today"],
  ["7", "7 days"],
  ["30", "30 days"],
];
const USUAL = "30";

/** The dashboard's period, its clock and whether it is compared, chosen in the bar above the charts and kept in the address. */
export function startPeriod(): void {
  const place = find("period-choices", HTMLElement);
  const custom = find("period-custom", HTMLElement);
  const [from, to] = [find("period-from", HTMLInputElement), find("period-to", HTMLInputElement)];
  const clock = find("period-clock", HTMLSelectElement);
  const compare = find("period-compare", HTMLInputElement);
  const said = find("period-error", HTMLElement);
  const radios = [...CHOICES, ["custom", "Custom"] as const].map(([value, text]) => {
    const radio = make("input", { attributes: { type: "radio", name: "period", value } });
    place.append(make("label", {}, radio, make("span", { text })));
    radio.addEventListener("change", () => {
      if (value !== "custom") address.change({ days: value, from: undefined, to: undefined });
      else {
        const today = new Date().toISOString().slice(0, 10);
        address.change({ days: undefined, from: from.value || today, to: to.value || today });
      }
    });
    return radio;
  });
  for (const input of [from, to])
    input.addEventListener("change", () => {
      const wrong = from.value === "" || to.value === "" || from.value > to.value;
      said.textContent = wrong ? "The first day must not be after the last." : "";
      if (!wrong) address.change({ from: from.value, to: to.value });
    });
  clock.addEventListener("change", () => address.change({ clock: clock.value === "event" ? "event" : undefined }));
  compare.addEventListener("change", () => address.change({ compare: compare.checked ? undefined : "no" }));
  address.follow(() => {
    const range = address.get("from") !== undefined;
    const chosen = range ? "custom" : (address.get("days") ?? USUAL);
    for (const radio of radios) radio.checked = radio.value === chosen;
    custom.hidden = !range;
    from.value = address.get("from") ?? "";
    to.value = address.get("to") ?? "";
    clock.value = address.get("clock") === "event" ? "event" : "arrival";
    compare.checked = address.get("compare") !== "no";
    said.textContent = "";
  });
}

/** What the address says of period and filters, as the server's endpoints take it. */
export function scopeParameters(): URLSearchParams {
  const parameters = new URLSearchParams();
  const [from, to] = [address.get("from"), address.get("to")];
  if (from !== undefined) parameters.set("from", from);
  if (to !== undefined) parameters.set("to", to);
  if (from === undefined && to === undefined) parameters.set("days", address.get("days") ?? USUAL);
  if (address.get("clock") === "event") parameters.set("clock", "event");
  if (address.get("compare") !== "no") parameters.set("compare", "yes");
  for (const filter of address.all("filter")) parameters.append("filter", filter);
  return parameters;
}

/** Days as people read them: `20 Nov 2026`, `20 Nov – 26 Nov 2026`. */
export function daysText({ from, to }: Days): string {
  const text = (day: string, options: Intl.DateTimeFormatOptions): string =>
    new Date(day).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC", ...options });
  const whole = text(to, { year: "numeric" });
  if (from === to) return whole;
  return `${text(from, from.slice(0, 4) === to.slice(0, 4) ? {} : { year: "numeric" })} – ${whole}`;
}
