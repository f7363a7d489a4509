export {
  axeFaults,
  axeFaultsInAllMedia,
  keyboardFaults,
  printFaults,
  widthFaults,
  widthFaultsInAllWindows,
} from './looks.js';
export { isOwnBrowser, startBrowser } from './start-browser.js';
export { openVisit, visit, type OpenVisit, type Visit } from './visit.js';
