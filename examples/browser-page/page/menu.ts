import { clickstream } from "./clickstream.js"; // `npm run client` writes it

// The output `clickstream-cdktf` gives as the API's URL; here the local run.
const endpoint = new URLSearchParams(location.search).get("endpoint") ?? "http://127.0.0.1:4000/live";
const events = clickstream(endpoint, { context: { menu_variant: "with-pictures" }, afterMilliseconds: 100 });
Object.assign(window, { events }); // for the test

const opened = performance.now();
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-dish]"))
  button.onclick = () =>
    events.send("dish-opened", {
      dish: button.dataset["dish"] ?? "",
      seconds: Math.round((performance.now() - opened) / 1000),
    });
document.querySelector<HTMLInputElement>("#consent")?.addEventListener("change", ({ target }) => {
  events.consent((target as HTMLInputElement).checked);
});
