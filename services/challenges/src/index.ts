export { challenges } from './challenges.service.js';
