export { validation } from './validation.service.js';
