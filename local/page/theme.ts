/** The colours of the charts, as the style sheet has them for light or dark. */
export interface Theme {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  /** For what is there to be compared with. */
  readonly edge: string;
  readonly surface: string;
  readonly accent: string;
  /** For lines and slices, in this order. */
  readonly palette: readonly string[];
}

const PALETTE_SIZE = 8;

export function currentTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    text: colour("text"),
    muted: colour("muted"),
    grid: colour("line"),
    edge: colour("edge"),
    surface: colour("surface"),
    accent: colour("accent"),
    palette: Array.from({ length: PALETTE_SIZE }, (_, index) => colour(`series-${index + 1}`)),
  };
}

/** Tells when the browser goes from light to dark or back. */
export function onThemeChange(changed: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}

/** Whether whoever looks wants things to stay still. */
export const prefersStillness = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
