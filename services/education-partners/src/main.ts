import 'reflect-metadata';
import { main } from '@estafette/service-host';
import { educationPartners } from './education-partners.service.js';

await main(educationPartners);
