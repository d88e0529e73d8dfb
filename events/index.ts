import { defineEvents } from "../declaration/define";
import { menuClick } from "./menu-click";
import { order } from "./order";

/** The event types of this pipeline. Adding one is a file beside these and its line here. */
export const eventTypes = defineEvents(menuClick, order);
