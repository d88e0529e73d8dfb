import { randomBytes } from "node:crypto";
import { absent } from "../extensions/absent";
import { date } from "../extensions/date";
import { decimal } from "../extensions/decimal";
import { json } from "../extensions/json";
import { nested } from "../extensions/nested";
import { oneOf } from "../extensions/one-of";
import { pattern } from "../extensions/pattern";
import { people } from "../extensions/people";
import { pseudonymsBy } from "../extensions/pseudonyms";
import { together } from "../extensions/together";
import { userAgent } from "../extensions/user-agent";
import type { Extensions } from "./extension";

/** Put here by the bundling step, see ../bundle.ts and ../declarations.ts. */
declare const BUNDLED: true | undefined;
declare const INJECTED: Extensions | undefined;

/** What the declarations of a bundle use, undefined when nothing; for whoever runs the sources all that there are. */
export const EXTENSIONS: Extensions | undefined =
  typeof BUNDLED === "undefined"
    ? together([
        people,
        pseudonymsBy([{ version: "here", key: randomBytes(32) }]), // for nobody else to know: none is ever found again
        absent,
        pattern,
        decimal,
        date,
        oneOf,
        nested,
        json,
        userAgent,
      ])
    : INJECTED;
