import type { ArrivalState } from "../pipeline/protocol";

/** How a state is told: by a shape and in words, besides its colour. */
export const STATES: Readonly<Record<ArrivalState, { readonly shape: string; readonly text: string }>> = {
  waiting: { shape: "○", text: "waiting" },
  stored: { shape: "✓", text: "stored" },
  dropped: { shape: "–", text: "dropped" },
  problems: { shape: "▲", text: "stored with problems" },
  refused: { shape: "⊘", text: "refused" },
  failed: { shape: "✕", text: "failed" },
};
