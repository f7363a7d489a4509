import { Controller } from '@nestjs/common';
import { KeyVault } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { get, Input, Route, selfOr } from '@estafette/service-host';
import { z } from 'zod';
import { Views } from '../views.js';

const mine = get('', {
  summary: 'What you noted, what you were offered after a leg, and where your validations stand',
  permission: selfOr('learner'),
  answer: z.object({ personId: z.uuid(), records: z.array(z.unknown()), validations: z.array(z.unknown()) }),
});

@Controller('my-learning')
export class MyLearningController {
  constructor(
    private readonly views: Views,
    private readonly vault: KeyVault,
  ) {}

  @Route(mine)
  async mine(@Input() { actor }: CallOf<typeof mine>): Promise<object> {
    const row = await this.views.myLearning.findUnique({ where: { personId: actor.person } });
    return this.vault.open(row ?? { personId: actor.person, records: [], validations: [] });
  }
}
