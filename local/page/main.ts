import { Arrivals } from "./arrivals";
import { listen } from "./connection";
import { startCounters } from "./counters";
import { Dashboard } from "./dashboard";
import { startQueries } from "./query";
import { startSending } from "./send";
import { startViews } from "./views";

startViews();
const dashboard = new Dashboard();
const arrivals = new Arrivals();
const showStatus = startCounters();
void startQueries();
void startSending();
listen((update) => {
  showStatus(update.status);
  arrivals.take(update);
  dashboard.delivered(update.deliveries);
});
