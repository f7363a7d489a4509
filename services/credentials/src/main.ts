import 'reflect-metadata';
import { main } from '@estafette/service-host';
import { credentials } from './credentials.service.js';

await main(credentials);
