import { describe, expect, it } from 'vitest';
import { XmlError } from './xml-error.js';
import { readXml } from './xml.js';

/** The parts on one line each, as far as they say something. */
const read = (source: string): string[] =>
  Array.from(readXml(source), (part) => {
    if (part.kind === 'end') return `${' '.repeat(part.depth)}end`;
    if (part.kind === 'text') return JSON.stringify(part.text);
    return [' '.repeat(part.depth) + part.name, ...Array.from(part.attributes, ([name, is]) => `${name}=${is}`)].join(
      ' ',
    );
  });

describe('readXml', () => {
  it('reads elements, attributes and text, and says where they stand', () => {
    const source = '<a b="1"\n c=\'"&#x41;&lt;\t\'><d-é.1 />x&amp;y<![CDATA[<&]]></a >';
    expect(read(source)).toEqual(['a b=1 c="A< ', ' d-é.1', ' end', '"x&y"', '"<&"', 'end']);
    const places = Array.from(readXml(source), (part) => ('start' in part ? source.slice(part.start, part.end) : ''));
    const [first = ''] = source.split('<d-');
    expect(places.filter((place) => place !== '')).toEqual([first, '<d-é.1 />', '</a >']);
  });

  it('gives names with the namespaces that are in force where they stand', () => {
    expect(
      read('<a xmlns="u:1" xmlns:p="u:2" c="" p:c=""><b xmlns=""><p:c xmlns:p="u:3"/></b><p:d xml:lang="nl"/></a>'),
    ).toEqual([
      '{u:1}a xmlns=u:1 xmlns:p=u:2 c= {u:2}c=',
      ' b xmlns=',
      '  {u:3}c xmlns:p=u:3',
      '  end',
      ' end',
      ' {u:2}d {http://www.w3.org/XML/1998/namespace}lang=nl',
      ' end',
      'end',
    ]);
  });

  it.each([
    [' <a/>\n<!-- b --><?c d?>'],
    ['<?xml version="1.0" encoding=\'Utf-8\' standalone="yes" ?><a/>'],
    ['<?xml-stylesheet href="b"?><a/>'],
    ['<a>></a>'],
    ['<a b=">"/>'],
    ['<a xmlns:xml="http://www.w3.org/XML/1998/namespace"/>'],
    ['<a xmlns:b="u:1" b:c="" c=""/>'],
  ])('accepts %s', (source) => {
    expect(() => read(source)).not.toThrow();
  });

  it.each([
    [''],
    ['x'],
    ['<a/>x'],
    ['<a/><b/>'],
    ['&#32;<a/>'],
    ['<![CDATA[]]><a/>'],
    ['<a>'],
    ['</a>'],
    ['<a></b>'],
    ['<a><b></a></b>'],
    ['< a/>'],
    ['<a / >'],
    ['<a'],
    ['<1/>'],
    ['<a:/>'],
    ['<:a/>'],
    ['<a:b:c xmlns:a="u:1"/>'],
    ['<a b/>'],
    ['<a b=c/>'],
    ['<a b="c/>'],
    ['<a b="<"/>'],
    ['<a b="1"c="2"/>'],
    ['<a b="1" b="2"/>'],
    ['<a>&</a>'],
    ['<a>&b;</a>'],
    ['<a b="&b;"/>'],
    ['<a>&#0;</a>'],
    ['<a>&#xD800;</a>'],
    ['<a>&#x110000;</a>'],
    [`<a>&#${'9'.repeat(400)};</a>`],
    ['<a>&#xFFFF;</a>'],
    ['<a>&#;</a>'],
    ['<a>&amp</a>'],
    ['<a>]]></a>'],
    ['<a><!-- b -- c --></a>'],
    ['<a><!-- b ---></a>'],
    ['<a><!-- b></a>'],
    ['<a><![CDATA[</a>'],
    ['<a><!b></a>'],
    ['<a><?xml version="1.0"?></a>'],
    [' <?xml version="1.0"?><a/>'],
    ['<?xml version="1.1"?><a/>'],
    ['<?xml version="1.0" encoding="UTF-16"?><a/>'],
    ['<?XML?><a/>'],
    ['<? b?><a/>'],
    ['<?b><a/>'],
    ['<a>\u0001</a>'],
    ['<a>\ufffe</a>'],
    ['<a>\ud800</a>'],
    ['<b:a/>'],
    ['<a b:c=""/>'],
    ['<a><b xmlns:c="u:1"/><c:d/></a>'],
    ['<a xmlns:b="u:1" xmlns:c="u:1" b:d="" c:d=""/>'],
    ['<a xmlns:b=""/>'],
    ['<a xmlns:xmlns="u:1"/>'],
    ['<a xmlns:xml="u:1"/>'],
    ['<a xmlns:b="http://www.w3.org/XML/1998/namespace"/>'],
    ['<a xmlns="http://www.w3.org/2000/xmlns/"/>'],
  ])('refuses %s', (source) => {
    expect(() => read(source)).toThrow(new XmlError('malformed'));
  });

  it('accepts 256 levels, and no more', () => {
    const deep = (levels: number): string => '<a>'.repeat(levels) + '</a>'.repeat(levels);
    expect(() => read(deep(256))).not.toThrow();
    expect(() => read(deep(257))).toThrow(new XmlError('malformed'));
  });

  it('refuses a document type', () => {
    expect(() => read('<!DOCTYPE a><a/>')).toThrow(new XmlError('has-doctype'));
    expect(() => read('<!doctype html><html/>')).toThrow(new XmlError('malformed'));
  });
});
