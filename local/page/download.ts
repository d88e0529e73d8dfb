import { csvOf } from "./csv";
import { make } from "./dom";
import { currentTheme } from "./theme";
import type { Rows } from "../pipeline/protocol";

/** How long the browser has to begin with a download, in milliseconds. */
const KEPT_MILLISECONDS = 60_000;

/** Downloads rows as CSV, their values as they are. */
export function downloadCsv(name: string, { columns, rows }: Rows): void {
  const text = csvOf(
    columns.map((column) => column.name),
    rows,
  );
  download(`${fileName(name)}.csv`, new Blob(["\uFEFF", text], { type: "text/csv" })); // so that Excel reads it as UTF-8
}

/** Downloads a drawn chart as PNG, with its title and what it shows. */
export function downloadPng(title: string, shows: string, canvas: HTMLCanvasElement): void {
  const { surface, text, muted } = currentTheme();
  const scale = canvas.width / Math.max(1, canvas.clientWidth);
  const [padding, head] = [16 * scale, 52 * scale];
  const picture = make("canvas");
  picture.width = canvas.width + 2 * padding;
  picture.height = canvas.height + head + 2 * padding;
  const context = picture.getContext("2d");
  if (context === null) return;
  context.fillStyle = surface;
  context.fillRect(0, 0, picture.width, picture.height);
  context.textBaseline = "top";
  const write = (line: string, size: number, colour: string, top: number): void => {
    context.fillStyle = colour;
    context.font = `${size * scale}px system-ui, sans-serif`;
    context.fillText(line, padding, padding + top * scale, canvas.width);
  };
  write(title, 16, text, 0);
  write(shows, 12, muted, 24);
  context.drawImage(canvas, padding, padding + head);
  picture.toBlob((blob) => blob && download(`${fileName(title)}.png`, blob), "image/png");
}

function download(name: string, blob: Blob): void {
  const link = make("a", { attributes: { href: URL.createObjectURL(blob), download: name } });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MILLISECONDS);
}

const fileName = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 80) || "clickstream";
