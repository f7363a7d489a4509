export { MailHashes, mailHashSettings } from './mail-hashes.js';
export { MailIdentityController } from './mail-identity.controller.js';
