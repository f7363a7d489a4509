import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
interface Edit {
  readonly file: string;
  readonly find: string;
}

/** What the specs of a file would replace: object literals with `file`, `find` and `put`. */
function editsIn(path: string): Edit[] {
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const members = new Map(
        node.properties
          .filter(ts.isPropertyAssignment)
          .map(({ name, initializer }) => [
            name.getText(),
            ts.isStringLiteralLike(initializer) ? initializer.text : null,
          ]),
      );
      const [file, find] = [members.get('file'), members.get('find')];
      if (members.has('put') && typeof file === 'string' && typeof find === 'string') edits.push({ file, find });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true));
  return edits;
}

const built = globSync('{libs,services,infra}/*/dist/**/*.js', { cwd: root });

/** Each built file whose path ends so. */
function builtAs(file: string): string[] {
  return built.filter((path) => path.endsWith(`/${file}`)).map((path) => readFileSync(join(root, path), 'utf8'));
}

const files = globSync('*.ts', { cwd: import.meta.dirname });
const all = files.flatMap((file) => editsIn(join(import.meta.dirname, file)).map((edit) => ({ in: file, ...edit })));

describe('what faults break', () => {
  it('is found', () => {
    expect(all.length).toBeGreaterThan(20);
  });

  it.each(all)('stands in $file once: $find', ({ file, find }) => {
    expect(builtAs(file).map((code) => code.split(find).length - 1)).toEqual([1]);
  });
});
