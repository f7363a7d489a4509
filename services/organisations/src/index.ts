export { organisations } from './organisations.service.js';
