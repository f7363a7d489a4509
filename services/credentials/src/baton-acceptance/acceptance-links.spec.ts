import { describe, expect, it } from 'vitest';
import { acceptanceAt, acceptanceUrl } from './acceptance-links.js';

const ours = 'https://school.example/credentials';
const at = { acceptanceId: '01a0a93a-d400-7244-9b23-761d2b55f557', version: 12 };

describe('the address of an endorsement of a baton', () => {
  it('is read back as it was told, and no other is taken for one of ours', () => {
    const url = acceptanceUrl(ours, at);
    expect(url).toBe(`${ours}/baton-acceptances/${at.acceptanceId}/12`);
    expect(acceptanceAt(ours, url)).toEqual(at);
    const others = [
      url.replace('school', 'other'),
      url.replace('/12', '/0'),
      url.replace('/12', ''),
      `${url}?x`,
      `${url}/more`,
      `urn:uuid:${at.acceptanceId}`,
      url.replace(at.acceptanceId, 'x'),
    ];
    for (const other of others) expect(acceptanceAt(ours, other), other).toBeUndefined();
  });
});
