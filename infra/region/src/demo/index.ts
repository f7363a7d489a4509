export { Caller, RegionAway } from './caller.js';
export type { Earned } from './earned.js';
export type { Played, PlayOptions } from './play-scenario.js';
export { playScenario } from './play-scenario.js';
export { StepFailed } from './play-step.js';
export { readScenario, readScenarioFile, ScenarioError } from './read-scenario.js';
export type { Scenario } from './scenario.js';
export { scenarioJsonSchema } from './scenario.js';
export type { Tell, Told } from './telling.js';
export { inJson, inWords } from './telling.js';

/** The scenario that the region plays once into an empty folder: the return bread of a bakery. */
export const RETURN_BREAD = new URL('../../scenarios/return-bread.json', import.meta.url);
