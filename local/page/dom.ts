import { messageOf } from "./format";

/** What an element is given; text is always text, never HTML. */
export interface Properties {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Makes an element. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { class: name, text, title, attributes = {} }: Properties = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (name !== undefined) element.className = name;
  if (text !== undefined) element.textContent = text;
  if (title !== undefined) element.title = title;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** An element of the page. @throws Error when the page has no such element of this kind */
export function find<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return element;
}

/** What is done when a button is pressed, once at a time. It is not disabled meanwhile: it would lose the focus. */
export function onceAtATime(button: HTMLButtonElement, work: () => Promise<unknown>): void {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  void work().finally(() => button.removeAttribute("aria-disabled"));
}

/** Says what is being done, then what came of it, or why nothing did. */
export async function tell(said: HTMLElement, doing: string, work: Promise<string>): Promise<void> {
  said.className = "hint";
  said.textContent = doing;
  try {
    said.textContent = await work;
  } catch (error) {
    said.className = "error";
    said.textContent = messageOf(error);
  }
}

/** Lets Ctrl+Enter, and Cmd+Enter, in a text send its form. */
export function submitOnCtrlEnter(text: HTMLTextAreaElement): void {
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    text.form?.requestSubmit();
  });
}
