import type { Update } from "../pipeline/protocol";
import { find } from "./dom";

/** How long to wait before asking again when the server said no. */
const AGAIN_MILLISECONDS = 5_000;

/** Listens to the server while the page can be seen: a hidden one costs nothing, and gets all it needs when it is back. */
export function listen(onUpdate: (update: Update) => void): void {
  const shown = find("connection", HTMLElement);
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;

  const say = (state: "live" | "lost", text: string): void => {
    shown.dataset.state = state;
    if (shown.textContent !== text) shown.textContent = text;
  };
  const stop = (): void => {
    clearTimeout(again);
    source?.close();
    source = undefined;
  };
  const start = (): void => {
    stop();
    const opened = new EventSource("events");
    source = opened;
    opened.onopen = () => say("live", "Live");
    opened.onmessage = ({ data }: MessageEvent<string>) => onUpdate(JSON.parse(data) as Update);
    opened.onerror = () => {
      say("lost", "Connection lost, trying again…");
      if (opened.readyState === EventSource.CLOSED) again = setTimeout(start, AGAIN_MILLISECONDS);
    };
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
  if (!document.hidden) start();
}
