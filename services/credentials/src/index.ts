export { credentials } from './credentials.service.js';
