import { challenges } from '@estafette/challenges';
import { credentials } from '@estafette/credentials';
import { educationPartners } from '@estafette/education-partners';
import { organisations } from '@estafette/organisations';
import type { ServiceDefinition } from '@estafette/service-host';
import { validation } from '@estafette/validation';

/** What each service of a region is; a start with processes of their own never loads this. */
export const SERVICES: readonly ServiceDefinition[] = [
  organisations,
  educationPartners,
  challenges,
  validation,
  credentials,
];
