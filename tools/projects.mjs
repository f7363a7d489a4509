import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** Folders of all workspaces, relative to the root: `libs/decider`, `services/challenges`, … */
export const projects = () =>
  read('package.json')
    .workspaces.flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }))
    .map((path) => dirname(path))
    .sort();

/** Whether a workspace has an npm script of this name. */
export const hasScript = (project, script) => Boolean(read(join(project, 'package.json')).scripts?.[script]);
