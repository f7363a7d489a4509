export {
  axeFaults,
  axeFaultsInAllMedia,
  keyboardFaults,
  printFaults,
  widthFaults,
  widthFaultsInAllWindows,
} from './looks.js';
export { isOwnBrowser, startBrowser } from './start-browser.js';
export { visit, type Visit } from './visit.js';
