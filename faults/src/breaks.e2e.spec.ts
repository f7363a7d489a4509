import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { Edit } from './chain/service-process.js';

const root = join(import.meta.dirname, '../..');

type Place = Pick<Edit, 'file' | 'find'>;

/** What the specs of a file would replace: object literals with `file`, `find` and `put`. */
function placesIn(path: string): Place[] {
  const places: Place[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const members = new Map(
        node.properties.filter(ts.isPropertyAssignment).map(({ name, initializer }) => [name.getText(), initializer]),
      );
      const [file, find] = [members.get('file'), members.get('find')];
      if (file && find && members.has('put')) places.push({ file: textOf(file), find: textOf(find) });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true));
  return places;
}

/** What is put together as it runs stands nowhere as it is written: it is told as missing, not passed over. */
function textOf(expression: ts.Expression): string {
  return ts.isStringLiteralLike(expression) ? expression.text : expression.getText();
}

const built = globSync('{libs,services,infra}/*/dist/**/*.js', { cwd: root });

/** Each built file whose path ends so. */
function builtAs(file: string): string[] {
  return built.filter((path) => path.endsWith(`/${file}`)).map((path) => readFileSync(join(root, path), 'utf8'));
}

const files = globSync('*.ts', { cwd: import.meta.dirname });
const all = files.flatMap((file) => placesIn(join(import.meta.dirname, file)));

describe('what faults break', () => {
  it('is found', () => {
    expect(all.length).toBeGreaterThan(20);
  });

  it.each(all)('stands in $file once: $find', ({ file, find }) => {
    expect(builtAs(file).map((code) => code.split(find).length - 1)).toEqual([1]);
  });
});
