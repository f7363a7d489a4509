export class XmlError extends Error {
  override readonly name = 'XmlError';

  constructor(readonly reason: 'malformed' | 'has-doctype') {
    super(`This is no XML that can be read: ${reason}`);
  }
}
