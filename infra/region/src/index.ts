export { DataFolder } from './run/data-folder.js';
export { SERVICES } from './run/services.js';
export type { Region, RegionOptions } from './run/start-region.js';
export { startRegion } from './run/start-region.js';
export { Caller, inJson, inWords, playScenario, readScenarioFile, RETURN_BREAD } from './demo/index.js';
