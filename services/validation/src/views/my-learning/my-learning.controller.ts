import { Controller } from '@nestjs/common';
import { KeyVault } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { get, Input, Route, selfOr } from '@estafette/service-host';
import { z } from 'zod';
import { RecordDigests } from '../../learning-record/record-digests.js';
import type { MyRecord } from './my-learning.view.js';
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
    private readonly digests: RecordDigests,
  ) {}

  @Route(mine)
  async mine(@Input() { actor }: CallOf<typeof mine>): Promise<object> {
    const row = await this.views.myLearning.findUnique({ where: { personId: actor.person } });
    const { records, ...rest } = await this.vault.open(row ?? { personId: actor.person, records: [], validations: [] });
    const digestOf = await this.digests.of(actor.person);
    const digested = (records as unknown as readonly MyRecord[]).map((record) => ({
      ...record,
      sha256: record.status === 'kept' ? digestOf(record) : null,
    }));
    return { ...rest, records: digested };
  }
}
