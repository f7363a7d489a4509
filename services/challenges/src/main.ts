import 'reflect-metadata';
import { main } from '@estafette/service-host';
import { challenges } from './challenges.service.js';

await main(challenges);
