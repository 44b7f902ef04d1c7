/* What a page of the site does where scripts run: find on the shelf, check answers, remember the place.
   Without scripts every page can be read, and each answer opened. Nothing leaves this browser. */

import { applySettings } from "./page-device.js";
import { startChecks } from "./check.js";
import { showDone } from "./done.js";
import { startFinding } from "./find.js";
import { startPlace } from "./place.js";
import { startSettings } from "./reader.js";

applySettings(document);
startSettings(document);
startChecks(document);
startFinding(document);
showDone(document);
startPlace(document);
