import { isbot } from "isbot";
import type { Extension } from "../normaliser/extension";

/** Longest part of a header that is looked at, in characters: browsers' own have less than 300, and patterns take their time over more. */
const LONGEST_HEADER = 512;

/** What has a screen that neither is held nor stands on a desk, or none. */
const OTHER =
  /\b(?:smart-?tv|google ?tv|apple ?tv|appletv|hbbtv|tv safari|crkey|bravia|aft[a-z]|roku|web0?s|tizen.*\btv\b|playstation|xbox|nintendo|vr|glass|watch)\b/i;
/**
 * Chrome and Firefox on Android say "Mobile" on phones only: https://developer.chrome.com/docs/multidevice/user-agent and
 * https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/User-Agent/Firefox. Safari on an iPad says "Macintosh" unless asked for mobile pages.
 */
const TABLET = /\b(?:ipad|tablet|playbook|kindle|silk(?!.*\bmobile\b)|android(?!.*\bmobile\b))/i;
/** "Mobi" anywhere: https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Browser_detection_using_the_user_agent */
const PHONE = /mobi|\biphone|\bipod|windows phone|\bblackberry|opera mini/i;
const DESKTOP = /\bwindows nt|\bmacintosh|\bcros\b|\bx11\b|\blinux (?:x86_64|i686|aarch64)/i;

/** `userAgentColumns`: what kind of device sends, and whether it calls itself a program. Every browser sends a header, so nothing without one is a guest. */
export const userAgent: Extension = {
  readUserAgent: (header = "") => {
    const text = header.slice(0, LONGEST_HEADER).trim();
    return { device: deviceOf(text), bot: text === "" || isbot(text) };
  },
};

function deviceOf(text: string): "phone" | "tablet" | "desktop" | "other" {
  if (OTHER.test(text)) return "other";
  if (TABLET.test(text)) return "tablet";
  if (PHONE.test(text)) return "phone";
  return DESKTOP.test(text) ? "desktop" : "other";
}
