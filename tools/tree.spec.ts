import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './projects.mjs';

// What may not be committed, whatever kind of file it is in.
const banned: readonly (readonly [string, RegExp])[] = [
  ['a path of one machine', /(?<![\w.$}-])\/(work\/|root\/|home\/[a-z]|Users\/[a-z])/i],
  ['the host of a package registry', /registry\.(npmjs|yarnpkg)\.|files\.pythonhosted\.|repo1?\.maven\.|deb\.debian\./],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*\n[\w+/]/],
];
const vague = /(^|\/)(common|shared|core|utils?|helpers?)(\/|$)/;

const faultsIn = (path: string, text: string) =>
  banned.flatMap(([what, pattern]) => {
    const found = pattern.exec(text);
    return found ? [`${path}: ${what} (${found[0]})`] : [];
  });

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  // Deleted but not yet committed: nothing to read.
  .filter((path) => path !== '' && lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile());

/** Links of a Markdown text to files beside it that are not there; fenced code holds no links. */
const brokenLinks = (path: string, text: string) =>
  [...text.replace(/^```.*?^```/gms, '').matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !existsSync(join(root, dirname(path), decodeURI(target))))
    .map((target) => `${path}: ${target}`);

describe('what is committed', () => {
  it('holds no machine path, registry host or private key', () => {
    expect(tracked.length).toBeGreaterThan(50);
    expect(tracked.flatMap((path) => faultsIn(path, readFileSync(join(root, path), 'utf8')))).toEqual([]);
  });

  it.each([
    ['a machine path', ['', 'home', 'anna', 'estafette'].join('/')],
    ['a registry', ['https://registry', 'npmjs', 'org'].join('.')],
    ['a key', ['-----BEGIN', 'PRIVATE', 'KEY-----\nMIIE'].join(' ')],
  ])('is searched: %s is found', (_what, planted) => {
    expect(faultsIn('planted.txt', `see ${planted}`)).toHaveLength(1);
  });

  it('has no link in a Markdown file that leads nowhere', () => {
    const pages = tracked.filter((path) => path.endsWith('.md'));
    expect(pages).toContain('README.md');
    expect(pages.flatMap((path) => brokenLinks(path, readFileSync(join(root, path), 'utf8')))).toEqual([]);
    expect(brokenLinks('docs/planted.md', 'see [it](nowhere.md), [this](../README.md#start)')).toHaveLength(1);
  });

  it('has no folder whose name says nothing', () => {
    expect(tracked.filter((path) => vague.test(path.slice(0, path.lastIndexOf('/') + 1)))).toEqual([]);
    expect(vague.test('libs/utils/src')).toBe(true);
  });
});
