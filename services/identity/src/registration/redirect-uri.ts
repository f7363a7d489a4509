import { z } from 'zod';

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);
const LONGEST = 500;

/**
 * Where an application has people sent back to: https, or plain http on the person's own machine (RFC 8252, section 7.3). No fragment
 * (RFC 6749, section 3.1.2), and no name or password, which could make one host look like another.
 */
export const redirectUri = z
  .string('must be a text')
  .max(LONGEST, `must hold at most ${LONGEST} characters`)
  .superRefine((text, context) => {
    const refuse = (message: string): void => context.addIssue({ code: 'custom', message });
    const url = URL.parse(text);
    if (url === null) {
      refuse('must be an absolute address');
      return;
    }
    const { protocol, hostname } = url;
    if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.has(hostname))) {
      refuse('must be https, or http on 127.0.0.1, [::1] or localhost');
    }
    if (url.username !== '' || url.password !== '') refuse('must not hold a user name or password');
    if (text.includes('#')) refuse('must not have a fragment');
    // A space or a line break, which a browser would drop, makes what is compared another text than what is opened.
    if (!/^[\x21-\x7e]+$/.test(text)) refuse('must be printable ASCII without spaces');
  });
