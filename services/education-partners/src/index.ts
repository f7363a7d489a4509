export { educationPartners } from './education-partners.service.js';
