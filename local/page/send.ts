import type { SampleRequest } from "../pipeline/protocol";
import { find, make, submitOnCtrlEnter } from "./dom";
import { messageOf } from "./format";
import { call, callJson } from "./http";

/** The form that sends an event. The text goes as it is: the edge says what is wrong with it. */
export async function startSending(): Promise<void> {
  const form = find("send-form", HTMLFormElement);
  const route = find("route", HTMLSelectElement);
  const body = find("body", HTMLTextAreaElement);
  const said = find("send-answer", HTMLElement);
  const answer = find("send-body", HTMLElement);
  const say = (text: string, good: boolean, whole = ""): void => {
    said.className = good ? "good" : "error";
    said.textContent = text;
    answer.textContent = whole;
    answer.hidden = whole === "";
  };

  submitOnCtrlEnter(body);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    call("POST", route.value, body.value).then(
      ({ status, text }) => say(status === 200 ? `${status}: taken` : `${status}: not taken`, status === 200, text),
      (error: unknown) => say(messageOf(error), false),
    );
  });

  try {
    const samples = await callJson<readonly SampleRequest[]>("GET", "samples");
    route.append(...samples.map(({ path }) => make("option", { text: `POST ${path}`, attributes: { value: path } })));
    const show = (): void => {
      body.value = JSON.stringify(samples.find(({ path }) => path === route.value)?.body, null, 2);
    };
    route.addEventListener("change", show);
    show();
  } catch (error) {
    say(messageOf(error), false);
  }
}
