import type { Provider } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { PrismaClient } from '../generated/prisma/client.js';

/** Typed reads of this service's views. */
export class Views extends PrismaClient {}

/** One client on the service's own pool, which outlives it; statements are prepared and named by their text. */
export const viewsProvider: Provider = {
  provide: Views,
  inject: [Pool],
  useFactory: (pool: Pool) => new Views({ adapter: new PrismaPg(pool, { schema: 'app' }) }),
};
