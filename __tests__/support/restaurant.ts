import { environmentsOf } from "../../stacks/project";
import { project } from "../fixtures/restaurant/main";

export { eventTypes } from "../fixtures/restaurant/events";
export { menuClick } from "../fixtures/restaurant/events/menu-click";
export { order } from "../fixtures/restaurant/events/order";

/** The restaurant's environments: dev, test and prod. */
export const environments = environmentsOf(project);
