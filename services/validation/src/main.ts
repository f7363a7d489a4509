import 'reflect-metadata';
import { main } from '@estafette/service-host';
import { validation } from './validation.service.js';

await main(validation);
