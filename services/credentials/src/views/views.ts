import type { Provider } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { PrismaClient } from '../generated/prisma/client.js';

/** Typed reads of this service's views. */
export class Views extends PrismaClient {}

/** A client on the service's own pool, which outlives it; statements are prepared and named by their text. */
export function viewsOn(pool: Pool): Views {
  return new Views({ adapter: new PrismaPg(pool, { schema: 'app' }) });
}

export const viewsProvider: Provider = {
  provide: Views,
  inject: [Pool],
  useFactory: viewsOn,
};
