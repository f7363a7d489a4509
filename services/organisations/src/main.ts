import 'reflect-metadata';
import { main } from '@estafette/service-host';
import { organisations } from './organisations.service.js';

await main(organisations);
