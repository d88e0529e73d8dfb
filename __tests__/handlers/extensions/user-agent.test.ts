import { userAgent } from "../../../handlers/extensions/user-agent";

const SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1";
const CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0";
const said = (header?: string): unknown => userAgent.readUserAgent?.(header);
const guest = (device: string): object => ({ device, bot: false });
const program = (device: string): object => ({ device, bot: true });

test.each([
  [`Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${SAFARI} Mobile/15E148 Safari/604.1`, guest("phone")],
  [`Mozilla/5.0 (iPod touch; CPU iPhone OS 15_8 like Mac OS X) ${SAFARI} Mobile/15E148 Safari/604.1`, guest("phone")],
  [`Mozilla/5.0 (Linux; Android 14; Pixel 8) ${CHROME} Mobile Safari/537.36`, guest("phone")],
  ["Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0", guest("phone")],
  [
    `Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S921B) ${CHROME.replace("Chrome", "SamsungBrowser/26.0 Chrome")} Mobile Safari/537.36`,
    guest("phone"),
  ],
  [`Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) ${SAFARI} Mobile/15E148 Safari/604.1`, guest("tablet")],
  [`Mozilla/5.0 (Linux; Android 13; SM-X906C) ${CHROME} Safari/537.36`, guest("tablet")],
  ["Mozilla/5.0 (Android 14; Tablet; rv:132.0) Gecko/132.0 Firefox/132.0", guest("tablet")],
  [
    `Mozilla/5.0 (Linux; Android 11; KFTRWI) ${CHROME.replace("Chrome", "Silk/131 like Chrome")} Safari/537.36`,
    guest("tablet"),
  ],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${SAFARI} Safari/605.1.15`, guest("desktop")],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/131.0.0.0`, guest("desktop")],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", guest("desktop")],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME} Safari/537.36`, guest("desktop")],
  ["Mozilla/5.0 (PlayStation; PlayStation 5/5.10) AppleWebKit/605.1.15 (KHTML, like Gecko)", guest("other")],
  [`Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) ${CHROME} TV Safari/537.36`, guest("other")],
  [`Mozilla/5.0 (X11; Linux x86_64) ${CHROME.replace("Chrome", "HeadlessChrome")} Safari/537.36`, program("desktop")],
  ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", program("other")],
  [
    `Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) ${CHROME} Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
    program("phone"),
  ],
  ["Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", program("other")],
  ["facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", program("other")],
  ["curl/8.10.1", program("other")],
  ["python-requests/2.32.3", program("other")],
  ["Go-http-client/2.0", program("other")],
  ["node", program("other")],
  ["", program("other")],
  ["   ", program("other")],
  [undefined, program("other")],
])("%s is %o", (header, expected) => {
  expect(said(header)).toEqual(expected);
});

test.each([
  ["Mozilla/5.0 (iPhone".padEnd(1_000_000, "a("), "phone"],
  ["a".repeat(1_000_000), "other"],
  ["Mozilla/5.0 (".repeat(80_000), "other"],
  ["android ".repeat(120_000), "tablet"],
  ["tizen ".repeat(170_000), "other"],
  ["\u0000\ud800'; DROP TABLE clicks; --", "other"],
])("a header of any length and content is read before the test's time is over: %#", (header, device) => {
  expect(said(header)).toMatchObject({ device });
});
