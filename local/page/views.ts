import { address } from "./address";
import { find } from "./dom";

/** The views with the element of each, the first when the address names none. */
const VIEWS = [
  { name: "dashboard", id: "dashboard" },
  { name: "live", id: "live" },
  { name: "sql", id: "sql-view" },
] as const;

/** Shows the view that the address names, and lets links with `data-view` change it. */
export function startViews(): void {
  const main = find("main", HTMLElement);
  const links = [...document.querySelectorAll<HTMLAnchorElement>("a[data-view]")];
  for (const link of links)
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // into a tab of its own
      event.preventDefault();
      address.change({ view: link.dataset.view });
      if (link.closest("nav") === null) main.focus(); // it was in the view that is gone
    });
  address.follow(() => {
    const shown = VIEWS.find(({ name }) => name === address.get("view")) ?? VIEWS[0];
    for (const view of VIEWS) find(view.id, HTMLElement).hidden = view !== shown;
    for (const link of links) {
      link.href = address.with({ view: link.dataset.view });
      if (link.dataset.view === shown.name) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.title = `${find(shown.id, HTMLElement).dataset.title ?? ""} – Clickstream on this machine`;
  });
}
