import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { open } from '../access/permission.js';
import { HttpProblem } from './problem.js';
import { get, Route } from './route.js';

/** How a service is: asked by the controller, answered by whoever runs it. */
export abstract class Health {
  /** False from the moment that it drains. */
  abstract readonly accepting: boolean;
  /** Throws when the database cannot be reached or is not migrated, or views of new code are not built yet. */
  abstract database(): Promise<void>;
  /** What lags or is away, without making the service unready. */
  abstract details(): Promise<Record<string, unknown>>;
}

const live = get('live', {
  summary: 'The process runs',
  permission: open,
  answer: z.object({ status: z.literal('live') }),
});
const ready = get('ready', {
  summary: 'Commands are taken: the database is there and migrated',
  permission: open,
  answer: z.object({ status: z.literal('ready'), details: z.record(z.string(), z.unknown()) }),
});

@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  @Route(live)
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Route(ready)
  async ready(): Promise<{ status: 'ready'; details: Record<string, unknown> }> {
    if (!this.health.accepting) throw new HttpProblem(503, 'draining', 'This process is stopping.');
    await this.health.database();
    return { status: 'ready', details: await this.health.details() };
  }
}
