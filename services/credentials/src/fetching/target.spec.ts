import { describe, expect, it } from 'vitest';
import { FetchRefused } from './fetch-refused.js';
import { targetOf } from './target.js';

const OWN = 'http://localhost:3000';

/** Where the URL leads, or the code of what is wrong with it. */
const judged = (url: string, base?: string): string => {
  try {
    const target = targetOf(url, (origin) => origin === OWN, base);
    return `${target.hostname} ${target.port} ${target.path}`;
  } catch (error) {
    if (error instanceof FetchRefused) return error.code;
    throw error;
  }
};

const all = (urls: readonly string[]): readonly string[] => [...new Set(urls.map((url) => judged(url)))];

describe('a URL', () => {
  it('leads to a host, port and path', () => {
    expect(judged('https://school.example')).toBe('school.example 443 /');
    expect(judged('https://school.example:8443/a/did.json?b=c#d')).toBe('school.example 8443 /a/did.json?b=c');
    expect(judged('https://[2606:4700::1111]/')).toBe('2606:4700::1111 443 /');
    expect(judged('https://SCHOOL.example./')).toBe('school.example 443 /');
    expect(judged('https://schoöl.example/é')).toBe('xn--schol-mua.example 443 /%C3%A9');
    expect(judged('../other', 'https://school.example/a/b')).toBe('school.example 443 /other');
    expect(targetOf('https://school.example:443/#a', () => false)).toMatchObject({
      url: 'https://school.example/',
      host: 'school.example',
      trusted: false,
    });
    expect(targetOf('https://school.example.:8443/', () => false).host).toBe('school.example:8443');
  });

  it('with an address in an odd spelling leads to the plain one, which is then judged', () => {
    const spellings = [
      ...['2130706433', '0177.0.0.1', '0x7f.0.0.1', '0x7f000001', '017700000001', '127.1', '127.0.1', '127.0.0.1.'],
      ...['１２７.0.0.1', '127。0。0。1', '%31%32%37.0.0.1', '0x7F.1', '①②⑦.0.0.1'],
    ];
    expect(all(spellings.map((host) => `https://${host}/`))).toEqual(['127.0.0.1 443 /']);
    expect(judged('https://[::ffff:127.0.0.1]/')).toBe('::ffff:7f00:1 443 /');
    expect(judged('https://[0:0:0:0:0:0:0:1]/')).toBe('::1 443 /');
  });

  it('that cannot be read is malformed', () => {
    const urls = [
      ...['', 'school.example', '//school.example', 'https://', 'https://[::1', 'https://[::1%25eth0]/', '/path'],
      ...['https://256.1.1.1/', 'https://1.2.3.4.5/', 'https://a..example/', 'https://./', 'https://.example/'],
      ...['https://a../', 'https://-a.example/', 'https://a-.example/', 'https://*.example/', 'https://a b.example/'],
      ...[' https://school.example', 'https://school.example/\n', 'https:\\\\school.example', 'https://a.example/\0'],
      ...[`https://${'a'.repeat(64)}.example/`, `https://${'a.'.repeat(124)}example/`, 'https://school.example:65536/'],
      `https://school.example/${'a'.repeat(2_026)}`,
    ];
    expect(all(urls)).toEqual(['url-malformed']);
  });

  it('is fetched over https only', () => {
    const urls = [
      ...[
        'http://school.example/',
        'ftp://school.example/',
        'file:///etc/passwd',
        'data:,a',
        'javascript:1',
        'ws://a.b',
      ],
      ...[
        'blob:https://school.example/1',
        'gopher://127.0.0.1:6379/_',
        'http://127.0.0.1:3000',
        'http://localhost:3001',
      ],
    ];
    expect(all(urls)).toEqual(['url-scheme-not-allowed']);
  });

  it('holds no credentials', () => {
    const urls = ['https://a@school.example/', 'https://:b@school.example/', 'https://school.example@other.example/'];
    expect(all([...urls, 'http://a:b@localhost:3000/'])).toEqual(['url-with-credentials']);
  });

  it('names a port of the web', () => {
    for (const port of [1024, 3000, 4443, 8080, 8443, 9443, 65535]) {
      expect(judged(`https://school.example:${port}/`)).toBe(`school.example ${port} /`);
    }
    const closed = [0, 1, 22, 25, 80, 442, 444, 465, 636, 993, 1023, 2376, 5432, 6379, 6443, 6667, 10250, 11211, 27017];
    expect(all(closed.map((port) => `https://school.example:${port}/`))).toEqual(['port-not-allowed']);
  });

  it('names a host of the internet', () => {
    const hosts = ['localhost', 'a.localhost', 'localhost.', 'postgres', 'printer.local', 'metadata.google.internal'];
    expect(all([...hosts, 'nas.home.arpa'].map((host) => `https://${host}/`))).toEqual(['address-not-public']);
    expect(judged('https://mylocal/')).toBe('address-not-public');
    expect(judged('https://notlocal.example/')).toBe('notlocal.example 443 /');
  });

  it('of an origin this installation vouches for may be http, local, and at any port', () => {
    expect(judged(`${OWN}/did.json`)).toBe('localhost 3000 /did.json');
    expect(judged('HTTP://LOCALHOST.:03000/did.json')).toBe('localhost 3000 /did.json');
    expect(targetOf('https://a:5432', () => true)).toMatchObject({ trusted: true, port: 5432 });
    expect(() => targetOf('ftp://localhost:3000', () => true)).toThrow('url-scheme-not-allowed');
  });
});
