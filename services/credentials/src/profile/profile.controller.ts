import { Controller } from '@nestjs/common';
import { EventStore, part } from '@estafette/event-store';
import type { CallOf } from '@estafette/service-host';
import { asked, Commands, get, Input, put, Route } from '@estafette/service-host';
import { z } from 'zod';
import { readProfile, updateProfile } from '../open-badges-api/scopes.js';
import { API_PATH } from '../open-badges-api/status-info.js';
import type { ToldProfile } from './profile.events.js';
import { profileBody } from './profile.schemas.js';
import { profile } from './profile.stream.js';

const answer = z.looseObject({}).describe('a Profile of Open Badges 3.0');

const read = get('profile', {
  summary: 'What a learner tells of themselves to other systems; nobody checked it',
  permission: readProfile,
  answer,
});
const update = put('profile', {
  summary: 'Replace what a learner tells of themselves to other systems',
  permission: updateProfile,
  body: profileBody,
  answer,
});

/** The profile of a learner, as the API of Open Badges 3.0 has it (sections 6.2.4 and 6.2.5). */
@Controller(API_PATH)
export class ProfileController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
  ) {}

  /** From the stream, which is one event long: the next read sees what was put. */
  @Route(read)
  async read(@Input() { actor }: CallOf<typeof read>): Promise<object> {
    const { state } = await this.store.load(profile, actor.person);
    // Once its learner was erased, nothing of it can be opened.
    return profileOf(actor.person, state.profile || {});
  }

  @Route(update)
  async update(@Input() call: CallOf<typeof update>): Promise<object> {
    const { '@context': _context, id: _id, type: _type, ...told } = call.body;
    const command = part(profile, call.actor.person, { type: 'PutProfile', by: asked(call).by, profile: told });
    await this.commands.run(call, command, { location: `/${API_PATH}/profile`, adds: false });
    return profileOf(call.actor.person, told);
  }
}

/** Its id is the person's here, which another system can hold against the hash in what was issued here. */
function profileOf(personId: string, told: ToldProfile): object {
  return { id: `urn:uuid:${personId}`, type: ['Profile'], ...told };
}
