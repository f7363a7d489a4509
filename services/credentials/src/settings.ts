import { mailHashSettings } from './identification/index.js';
import { instanceSettings } from './instance/instance.js';
import { keeperSettings } from './keeping/make-keeper.js';
import { providerSettings } from './open-badges-api/service-description.js';
import { hasItsMessages, vcApiSettings, WITHOUT_MESSAGES } from './vc-api/vc-api-settings.js';

/** What this service reads of its environment beside what every service reads. */
export const settings = keeperSettings
  .extend(providerSettings.shape)
  .extend(instanceSettings.shape)
  .extend(mailHashSettings.shape)
  .extend(vcApiSettings.shape)
  .refine(hasItsMessages, WITHOUT_MESSAGES);
